import type { ImageFigure, Matrix } from "./figure";
import { formatNumber } from "./numbers";
import { requireCount } from "./validate";

/** Images: a tensor [n, height * width * channels] or [n, height, width, channels], or their numbers one after another. */
export type Images = Matrix | ArrayLike<number>;

export interface ImageGridOptions {
  /** Images per row. Default 10, or fewer if there are fewer. */
  readonly columns?: number;
  /** Height of one image, px. Default: square images. */
  readonly height?: number;
  /** Width of one image, px. Default: square images. */
  readonly width?: number;
  /** 1 for grey, 3 for red, green, blue. Default 1. */
  readonly channels?: 1 | 3;
  /** Screen pixels per image pixel, a whole number. Default 2. */
  readonly scale?: number;
  /** Space between images, screen px. Default 2. */
  readonly gap?: number;
  /** Intensities of black and white; others are cut off. Default [0, 1]; [0, 255] for a Uint8Array. */
  readonly range?: readonly [number, number];
  /** Text to the left of each row. Default none. */
  readonly rowLabels?: readonly string[];
  /** What is to be seen, in words. Default "n images in r rows of c". */
  readonly description?: string;
}

/** Images side by side, row after row, black for the smallest intensity and white for the largest. */
export function imageGrid(images: Images, options: ImageGridOptions = {}): ImageFigure {
  const { channels = 1, scale = 2, gap = 2 } = options;
  requireCount("imageGrid", "scale", scale);
  requireCount("imageGrid", "gap", gap, 0);
  const values = "shape" in images ? images.dataSync() : images;
  const { count, height, width } = layout(images, values.length, options);
  const columns = options.columns ?? Math.min(10, count);
  requireCount("imageGrid", "columns", columns);
  const rows = Math.ceil(count / columns);
  const { rowLabels } = options;
  if (rowLabels && rowLabels.length !== rows) {
    throw new RangeError(
      `imageGrid: ${rowLabels.length} rowLabels for ${rows} rows. Give one for each row.`,
    );
  }
  const toByte = byteScale(values, options.range);

  const stepX = width * scale + gap;
  const stepY = height * scale + gap;
  const outWidth = columns * stepX - gap;
  const outHeight = rows * stepY - gap;
  const pixels = new Uint8Array(outWidth * outHeight * channels).fill(GAP);
  for (let k = 0; k < count; k++) {
    const left = (k % columns) * stepX;
    const top = Math.floor(k / columns) * stepY;
    for (let y = 0; y < height * scale; y++) {
      const source = (k * height + Math.floor(y / scale)) * width;
      const target = (top + y) * outWidth + left;
      for (let x = 0; x < width * scale; x++) {
        for (let c = 0; c < channels; c++) {
          const value = values[(source + Math.floor(x / scale)) * channels + c]!;
          pixels[(target + x) * channels + c] = toByte(value);
        }
      }
    }
  }
  return {
    kind: "image",
    width: outWidth,
    height: outHeight,
    channels,
    pixels,
    description:
      options.description ??
      (count === 1 ? "One image" : `${formatNumber(count)} images in ${rows} rows of ${columns}`),
    ...(rowLabels
      ? { rowLabels: rowLabels.map((text, i) => ({ y: i * stepY + (height * scale) / 2, text })) }
      : {}),
  };
}

/** Between the images: darker than paper, lighter than a digit's ground. */
const GAP = 128;

function layout(images: Images, length: number, options: ImageGridOptions) {
  const { channels = 1 } = options;
  const shape = "shape" in images ? images.shape : undefined;
  const flat = shape === undefined || shape.length <= 2;
  let { height, width } = options;
  if (!flat && (shape.length === 3 || shape.length === 4)) {
    height ??= shape[1]!;
    width ??= shape[2]!;
  }
  if (height === undefined && width === undefined) {
    const perImage =
      shape?.length === 2 ? shape[1]! : shape?.length === 1 ? length : 784 * channels;
    height = width = Math.round(Math.sqrt(perImage / channels));
    if (height * width * channels !== perImage) {
      throw new RangeError(
        `imageGrid: ${perImage} numbers are no square image with ${channels} channel(s). ` +
          `Say its height and width.`,
      );
    }
  }
  if (height === undefined || width === undefined) {
    throw new RangeError("imageGrid: only one of height and width is given. Give both.");
  }
  requireCount("imageGrid", "height", height);
  requireCount("imageGrid", "width", width);
  const size = height * width * channels;
  const mismatch = shape?.length === 2 && shape[1] !== size;
  if (length === 0 || length % size !== 0 || mismatch) {
    throw new RangeError(
      `imageGrid: ${shape ? `the images have shape [${shape.join(", ")}]` : `there are ${length} numbers`}, ` +
        `but an image of ${height} × ${width} × ${channels} has ${size}. ` +
        `Say the right height, width and channels${length === 0 ? ", and give at least one image" : ""}.`,
    );
  }
  return { count: length / size, height, width };
}

function byteScale(values: ArrayLike<number>, range: readonly [number, number] | undefined) {
  const bytes = values instanceof Uint8Array || values instanceof Uint8ClampedArray;
  const [low, high] = range ?? (bytes ? [0, 255] : [0, 1]);
  if (!(low < high)) {
    throw new RangeError(`imageGrid: range is [${low}, ${high}]; black must be below white.`);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(`imageGrid: intensity ${i} is ${value}. Look for NaN in the model.`);
    }
    if (range === undefined && (value < low - 1e-3 || value > high + 1e-3)) {
      throw new RangeError(
        `imageGrid: intensity ${i} is ${value}, outside [${low}, ${high}]. If these are logits, ` +
          `apply tf.sigmoid; otherwise say what is black and white: { range: [black, white] }.`,
      );
    }
  }
  return (value: number) =>
    Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
}
