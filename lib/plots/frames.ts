import { chart, type ChartOptions } from "./chart";
import type { ChartFigure, ImageFigure } from "./figure";
import { requireFinite, requireSameLength } from "./validate";

export interface FramesOptions extends Omit<ChartOptions, "title" | "width" | "height"> {
  /** What changes from frame to frame, in words beside the slider: "log₂ β". */
  readonly name: string;
  /** Its value in each frame, rising by the same step. */
  readonly values: readonly number[];
  /** The title of each frame: "β = 4: rate 15 nats". */
  readonly titles: readonly string[];
  /** The value that is shown first, and in the printed picture. Default: the first. */
  readonly first?: number;
}

/** Images of one size, one at a time, chosen with a slider that needs no kernel. */
export function frames(images: readonly ImageFigure[], options: FramesOptions): ChartFigure {
  const { name, values, titles } = options;
  requireFinite("frames", "values", values);
  requireSameLength("frames", "values", values, "images", images);
  requireSameLength("frames", "titles", titles, "images", images);
  const { width, height } = oneSize(images);
  const step = images.length > 1 ? values[1]! - values[0]! : 1;
  if (values.some((value, i) => Math.abs(value - values[0]! - i * step) > 1e-9) || step <= 0) {
    throw new RangeError(
      `frames: values are ${values.join(", ")}; a slider needs them rising by one step.`,
    );
  }
  const first = values.indexOf(options.first ?? values[0]!);
  if (first === -1) {
    throw new RangeError(`frames: first is ${options.first}; use one of ${values.join(", ")}.`);
  }
  const slider = { input: "range", min: values[0]!, max: values.at(-1)!, step, name: `${name} ` };
  return chart(
    {
      title: { text: { expr: `titles[round((frame - ${values[0]!}) / ${step})]` } },
      params: [
        { name: "titles", value: titles },
        { name: "frame", value: values[first], bind: slider },
      ],
      data: { values: images.map((image, i) => ({ value: values[i]!, image })) },
      transform: [{ filter: `abs(datum.value - frame) < ${step / 2}` }],
      mark: { type: "image", width, height },
      encoding: {
        x: { value: width / 2 },
        y: { value: height / 2 },
        url: { field: "image", type: "nominal" },
        description: { value: `one image for each ${name}` },
      },
    },
    { width, height, description: `Images by ${name}, with a slider. ${titles.join("; ")}.` },
  );
}

function oneSize(images: readonly ImageFigure[]): { width: number; height: number } {
  const [{ width, height }] = images as [ImageFigure];
  const odd = images.find((image) => image.width !== width || image.height !== height);
  if (odd) {
    throw new RangeError(
      `frames: one image is ${odd.width} × ${odd.height} px, another ${width} × ${height}. ` +
        `Make them the same size.`,
    );
  }
  return { width, height };
}
