import { dimensions } from "./dimensions";
import type { ImageFigure } from "./figure";
import { imageGrid, type ImageGridOptions, type Images } from "./imageGrid";
import { requireSameLength } from "./validate";

export interface ReconstructionsOptions extends Omit<ImageGridOptions, "rowLabels"> {
  /** Text beside the upper and the lower row. Default ["original", "decoded"]. */
  readonly labels?: readonly [string, string];
}

/** Originals in the upper row, their reconstructions right below; as many strips as needed. */
export function reconstructions(
  originals: Images,
  reconstructed: Images,
  options: ReconstructionsOptions = {},
): ImageFigure {
  const { labels = ["original", "decoded"], ...grid } = options;
  const upper = "shape" in originals ? originals.dataSync() : originals;
  const lower = "shape" in reconstructed ? reconstructed.dataSync() : reconstructed;
  requireSameLength("reconstructions", "reconstructed", lower, "originals", upper);

  const size = imageSize(originals, grid);
  const count = upper.length / size;
  const columns = Math.min(options.columns ?? 10, count);
  if (!Number.isInteger(count) || !Number.isInteger(columns) || columns < 1) {
    throw new RangeError(
      `reconstructions: ${upper.length} numbers are not whole images of ${size}, or columns ` +
        `(${options.columns}) is no whole number. Say height and width, and at least one column.`,
    );
  }
  const strips = Math.ceil(count / columns);
  const rows = new Float32Array(strips * 2 * columns * size).fill(0.5); // grey where a strip is not full
  const copy = (from: ArrayLike<number>, offset: number) => {
    const bytes = from instanceof Uint8Array ? 255 : 1;
    for (let i = 0; i < count * size; i++) {
      const strip = Math.floor(i / (columns * size));
      rows[i + (strip + offset) * columns * size] = from[i]! / bytes;
    }
  };
  copy(upper, 0);
  copy(lower, 1);
  return imageGrid(rows, {
    description: `${count} pairs of images: ${labels[0]} in the upper row, ${labels[1]} right below`,
    ...grid,
    ...dimensions(originals, grid),
    columns,
    rowLabels: Array.from({ length: strips * 2 }, (_, row) => labels[row % 2]!),
  });
}

function imageSize(images: Images, grid: ImageGridOptions): number {
  const { height, width } = dimensions(images, grid);
  return height * width * (grid.channels ?? 1);
}
