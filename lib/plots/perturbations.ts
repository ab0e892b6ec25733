import { dimensions } from "./dimensions";
import type { Caption, ImageFigure, Matrix } from "./figure";
import { imageGrid, type ImageGridOptions, type Images } from "./imageGrid";
import { formatNumber } from "./numbers";
import { seriesColours } from "./palette";
import { stacked, type Row } from "./stacked";
import { requireCount, requireFinite, requireSameLength } from "./validate";
import { verdictLines, verdicts, type Verdict } from "./verdicts";

export interface PerturbationsOptions extends Pick<
  ImageGridOptions,
  "columns" | "height" | "width" | "scale" | "gap"
> {
  /**
   * What a classifier says of the originals and of the changed images, each [n, classes]: its label and the label's
   * probability stand below each image. Default: no text.
   */
  readonly logits?: readonly [original: Matrix, changed: Matrix];
  /** [n], the true classes; other labels stand out. Default: the labels of the originals. */
  readonly labels?: ArrayLike<number>;
  /** Default "0", "1", … */
  readonly classNames?: readonly string[];
  /** Text beside the three rows. Default ["original", "attacked", "change ±" and the span]. */
  readonly names?: readonly [string, string, string];
  /** The change that has the full colour. Default: the largest. */
  readonly span?: number;
}

/**
 * Grey images in the upper row, the same images changed below, and in the third row the change: grey for none, orange
 * for brighter, blue for darker. With logits each image bears its label and the label's probability, in another colour
 * where the label is wrong.
 */
export function perturbations(
  originals: Images,
  changed: Images,
  options: PerturbationsOptions = {},
): ImageFigure {
  const { logits, labels, classNames, scale = 2, gap = 2 } = options;
  const [before, after] = [intensities(originals), intensities(changed)];
  requireFinite("perturbations", "originals", before);
  requireFinite("perturbations", "changed", after);
  requireSameLength("perturbations", "changed", after, "originals", before);
  const { height, width } = dimensions(originals, options);
  const size = height * width;
  const count = before.length / size;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `perturbations: ${before.length} numbers are not whole grey images of ${height} × ${width}. Say height and width.`,
    );
  }
  const change = after.map((value, i) => value - before[i]!);
  const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const span = options.span ?? (largest || 1);
  if (!(span > 0)) throw new RangeError(`perturbations: span is ${span}; it must be above 0.`);
  const columns = Math.min(options.columns ?? 10, count);
  requireCount("perturbations", "columns", columns);

  const told = (["original", "changed"] as const).flatMap((name, i) =>
    logits ? verdicts("perturbations", `logits of ${name}`, logits[i]!, { count, classNames }) : [],
  );
  const truth = labels ?? told.slice(0, count).map(({ label }) => label);
  if (labels) requireSameLength("perturbations", "labels", labels, "images", { length: count });
  const lines = verdictLines(told, width * scale);
  const below = logits ? lines[0]!.length * LINE + 3 : gap;
  const { names = ["original", "attacked", `change ±${formatNumber(span)}`] } = options;
  const rows: Row[] = [];
  for (let first = 0; first < count; first += columns) {
    const last = Math.min(count, first + columns);
    const row = (values: Float32Array, channels: 1 | 3 = 1): ImageFigure =>
      imageGrid(values, { scale, gap, columns: last - first, height, width, channels });
    const part = (values: Float32Array) => values.subarray(first * size, last * size);
    const captions = (offset: number): Caption[] =>
      lines.slice(offset + first, offset + last).flatMap((texts, i) => {
        const wrong = told[offset + first + i]!.label !== truth[first + i];
        return texts.map((text, line) => ({
          x: i * (width * scale + gap) + (width * scale) / 2,
          y: (line + 0.5) * LINE,
          text,
          ...(wrong ? { colour: seriesColours[1]! } : {}),
        }));
      });
    const third = row(coloured(part(change), span), 3);
    rows.push(
      { name: names[0], image: row(part(before)), captions: captions(0), below },
      { name: names[1], image: row(part(after)), captions: captions(count), below },
      { name: names[2], image: third, captions: [], below: last < count ? LINE : 0 },
    );
  }
  return stacked(rows, describe(count, largest, truth, told));
}

/** px of a line of captions */
const LINE = 15;

function intensities(images: Images): Float32Array {
  const values = "shape" in images ? images.dataSync() : images;
  const white = values instanceof Uint8Array ? 255 : 1;
  return Float32Array.from(values, (value) => value / white);
}

/** From dark blue over the grey between the images to light orange: the lightness tells more from less, too. */
function coloured(change: Float32Array, span: number): Float32Array {
  const [grey, darker, brighter] = [
    [128, 128, 128],
    [0, 60, 160],
    [255, 190, 90],
  ] as const;
  return Float32Array.from({ length: 3 * change.length }, (_, i) => {
    const share = Math.max(-1, Math.min(1, change[Math.floor(i / 3)]! / span));
    const end = share < 0 ? darker : brighter;
    return (grey[i % 3]! + Math.abs(share) * (end[i % 3]! - grey[i % 3]!)) / 255;
  });
}

function describe(
  count: number,
  largest: number,
  truth: ArrayLike<number>,
  told: readonly Verdict[],
): string {
  const images =
    `${count} image${count === 1 ? "" : "s"}: as they were, changed by at most ` +
    `${formatNumber(largest)}, and the change`;
  if (told.length === 0) return `${images}.`;
  const wrong = (of: readonly Verdict[]): number =>
    of.filter(({ label }, i) => label !== truth[i]).length;
  const [before, after] = [told.slice(0, count), told.slice(count)];
  const text = ({ name, confidence }: Verdict): string => `${name} (${confidence})`;
  const each = before.map((verdict, i) => `${text(verdict)} → ${text(after[i]!)}`);
  return `${images}. Wrong labels: ${wrong(before)} before, ${wrong(after)} after. ${each.join("; ")}.`;
}
