import type { Outline } from "./outline";

/** Where an outline lies in the image, in pixels; x to the right, y downwards, from the image's upper left corner. */
interface Placement {
  readonly x: number;
  readonly y: number;
  /** √area */
  readonly length: number;
  /** of the turn, counterclockwise as seen */
  readonly cosine: number;
  readonly sine: number;
}

/**
 * Which share of each pixel lies inside the outline: the exact area of polygon ∩ pixel, not an estimate from samples.
 *
 * Green's theorem, pixel by pixel: an edge that descends by dy inside a pixel adds dy to every pixel to the right of
 * it, and to its own pixel dy times the part of it that is to the right. The sums along the rows are the shares.
 *
 * @param placement such that the outline lies within the image
 * @param shares    [size × size], overwritten; in [0, 1]
 */
export function coverage(
  outline: Outline,
  placement: Placement,
  shares: Float64Array,
  size: number,
): void {
  shares.fill(0);
  const { x, y, length, cosine, sine } = placement;
  const across = (i: number): number =>
    x + length * (cosine * outline[i]! + sine * outline[i + 1]!);
  const down = (i: number): number => y + length * (cosine * outline[i + 1]! - sine * outline[i]!);

  let fromX = across(outline.length - 2);
  let fromY = down(outline.length - 2);
  for (let i = 0; i < outline.length; i += 2) {
    const toX = across(i);
    const toY = down(i);
    addEdge(shares, size, fromX, fromY, toX, toY);
    fromX = toX;
    fromY = toY;
  }
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let k = row * size; k < (row + 1) * size; k++) {
      sum += shares[k]!;
      // Rounding leaves −1e-17 and 1 + 1e-16; the sign is the direction in which the outline runs.
      shares[k] = Math.min(1, Math.abs(sum));
    }
  }
}

function addEdge(
  sums: Float64Array,
  size: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  if (y0 > y1) {
    addDescent(sums, size, x1, y1, x0, y0, -1);
  } else if (y0 < y1) {
    addDescent(sums, size, x0, y0, x1, y1, 1);
  }
}

/** An edge with y0 < y1, cut where it crosses from one pixel into the next. */
function addDescent(
  sums: Float64Array,
  size: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  sign: number,
): void {
  const slope = (x1 - x0) / (y1 - y0);
  for (let row = Math.floor(y0); row < y1; row++) {
    const top = Math.max(y0, row);
    const bottom = Math.min(y1, row + 1);
    const dy = sign * (bottom - top);
    const xTop = x0 + (top - y0) * slope;
    const xBottom = x0 + (bottom - y0) * slope;
    const left = Math.min(xTop, xBottom);
    const right = Math.max(xTop, xBottom);
    let column = Math.floor(left);
    if (right <= column + 1) {
      addPiece(sums, size, row, column, dy, (left + right) / 2 - column);
      continue;
    }
    for (; column < right; column++) {
      const from = Math.max(left, column);
      const to = Math.min(right, column + 1);
      const part = (dy * (to - from)) / (right - left);
      addPiece(sums, size, row, column, part, (from + to) / 2 - column);
    }
  }
}

/** `middle`: where in its pixel the piece lies on average, 0 left to 1 right. */
function addPiece(
  sums: Float64Array,
  size: number,
  row: number,
  column: number,
  dy: number,
  middle: number,
): void {
  const pixel = row * size + column;
  // Right of the last pixel is the next row.
  if (column < size) sums[pixel]! += dy * (1 - middle);
  if (column + 1 < size) sums[pixel + 1]! += dy * middle;
}
