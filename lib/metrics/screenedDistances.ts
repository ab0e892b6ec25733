import * as tf from "@tensorflow/tfjs";

/** Examples as points: [n × dims], row after row. */
export interface Points {
  readonly n: number;
  readonly dims: number;
  readonly values: Float64Array;
}

/** An interval for each squared distance of one point a_i to those of b. It is overwritten by the next row's. */
export interface ScreenedRow {
  readonly i: number;
  /** [points of b], ‖a_i − b_j‖² is at least this */
  readonly atLeast: Float64Array;
  /** [points of b], ‖a_i − b_j‖² is at most this */
  readonly atMost: Float64Array;
}

/** Distances in the largest tensor, at most: 16 MB. */
const LARGEST = 4_000_000;

/**
 * How far a product a_i·b_j of the tensor engine may be off, in units of ½ (‖a_i‖² + ‖b_j‖²). Where a GPU multiplies
 * in TF32 (10 bits) it is off by 2⁻¹⁰; in float32 by 1e-5 for hundreds of dimensions.
 */
const TOLERANCE = 2 ** -9;

/** The points of some columns. @param columns [dims], each [n] */
export function pointsOf(columns: readonly Float64Array[]): Points {
  const [n, dims] = [columns[0]!.length, columns.length];
  const values = new Float64Array(n * dims);
  columns.forEach((column, d) => {
    for (let i = 0; i < n; i++) values[i * dims + d] = column[i]!;
  });
  return { n, dims, values };
}

/** ‖a_i − b_j‖² = Σ_d (a_id − b_jd)², in double precision: 0 for equal points, and the same with a and b exchanged. */
export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  const [from, other] = [i * a.dims, j * a.dims];
  let sum = 0;
  for (let d = 0; d < a.dims; d++) {
    const difference = a.values[from + d]! - b.values[other + d]!;
    sum += difference * difference;
  }
  return sum;
}

/**
 * Visits every point of a with bounds on its squared distances to the points of b, from ‖a‖² + ‖b‖² − 2 a·b and the
 * tensor engine's matrix product: fast, in blocks of bounded memory, good enough to decide nearly all comparisons. Whoever must
 * decide the rest calls `squaredDistance`; then the result is that of double precision on every engine.
 *
 * @throws the signal's reason if it is aborted
 */
export async function screenedDistances(
  a: Points,
  b: Points,
  signal: AbortSignal | undefined,
  visit: (row: ScreenedRow) => void,
): Promise<void> {
  // A common shift changes no distance; near 0 the three terms cancel less.
  const centre = meanOf(b);
  const [fromA, fromB] = [shifted(a, centre), shifted(b, centre)];
  const rows = Math.min(a.n, Math.max(1, Math.floor(LARGEST / b.n)));
  const [atLeast, atMost] = [new Float64Array(b.n), new Float64Array(b.n)];
  const others = tf.tensor2d(fromB.values, [b.n, b.dims]);
  try {
    for (let first = 0; first < a.n; first += rows) {
      signal?.throwIfAborted();
      const count = Math.min(rows, a.n - first);
      const product = tf.tidy(() => {
        const some = fromA.values.subarray(first * a.dims, (first + count) * a.dims);
        return tf.matMul(tf.tensor2d(some, [count, a.dims]), others, false, true);
      });
      const products = await product.data<"float32">();
      product.dispose();
      for (let row = 0; row < count; row++) {
        const square = fromA.squares[first + row]!;
        for (let j = 0; j < b.n; j++) {
          const squares = square + fromB.squares[j]!;
          const distance = squares - 2 * products[row * b.n + j]!;
          atLeast[j] = distance - TOLERANCE * squares;
          atMost[j] = distance + TOLERANCE * squares;
        }
        visit({ i: first + row, atLeast, atMost });
      }
      await tf.nextFrame();
    }
  } finally {
    others.dispose();
  }
}

function meanOf({ n, dims, values }: Points): Float64Array {
  const mean = new Float64Array(dims);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < dims; d++) mean[d]! += values[i * dims + d]! / n;
  }
  return mean;
}

/** The points as seen from a centre, and their squared lengths. */
function shifted(
  { n, dims, values }: Points,
  centre: Float64Array,
): { values: Float32Array; squares: Float64Array } {
  const result = new Float32Array(n * dims);
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < dims; d++) {
      const value = (result[i * dims + d] = Math.fround(values[i * dims + d]! - centre[d]!));
      squares[i]! += value * value;
    }
  }
  return { values: result, squares };
}
