import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";
import { shuffled } from "../data/shuffled";
import { featureColumns, frechetOf } from "./frechetDistance";
import { meanAndStandardError } from "./meanAndStandardError";
import type { Table } from "./table";

export interface FrechetBySizeOptions {
  /** n, each above the number of features; default ⅛, ¼, ½ and all of the smaller set */
  sizes?: readonly number[];
  /** disjoint subsets of a size, at most; fewer if no more fit; default 10 */
  subsets?: number;
  /** a whole number, of the choice of subsets */
  seed: number;
  signal?: AbortSignal | undefined;
}

export interface FrechetPoint {
  /** n */
  readonly size: number;
  /** how many pairs of subsets were compared */
  readonly subsets: number;
  /** the mean distance over these pairs */
  readonly mean: number;
  /** of the mean, as subsets of these sets vary; 0 if there was only one pair */
  readonly standardError: number;
}

export interface FrechetBySize {
  /** in the order of `sizes` */
  readonly points: readonly FrechetPoint[];
  /** the line at 1/n = 0: an estimate of the distance that infinitely many examples would show. Noise may take it below 0 */
  readonly intercept: number;
  /** of the line: the bias at n is about slope / n */
  readonly slope: number;
}

/**
 * The Fréchet distance between n examples of a and n of b, for several n, and the least-squares line
 * intercept + slope / n through the means. Few examples make two sets look farther apart than they are, and not equally
 * for all models; the intercept is nearly free of that.
 *
 * Subsets of one size are disjoint, but points of different sizes share examples, so no error of the intercept
 * follows from theirs; another sample of a and b would tell. The line is a first-order expansion and holds for n
 * well above the number of features. Chong & Forsyth keep the reference whole; here both are cut, so that neither's
 * bias stays.
 *
 * @param a [n, features]
 * @param b [m, features]
 * @throws TypeError  if one is no table
 * @throws RangeError as `frechetDistance`, if an option is out of range, or there are not two sizes
 * @throws the signal's reason if it is aborted
 * @see Chong & Forsyth 2020, section 4
 *
 * @example const { points, intercept } = await frechetBySize(real, generated, { seed: 1 });
 */
export async function frechetBySize(
  a: Table,
  b: Table,
  { sizes, subsets = 10, seed, signal }: FrechetBySizeOptions,
): Promise<FrechetBySize> {
  expectNumber("frechetBySize", "subsets", subsets, { integer: true, min: 1 });
  expectNumber("frechetBySize", "seed", seed, { integer: true });
  const [columnsA, columnsB] = featureColumns("frechetBySize", { a, b });
  const [ofA, ofB] = [columnsA[0]!.length, columnsB[0]!.length];
  const most = Math.min(ofA, ofB);
  const chosen = sizes ?? [8, 4, 2, 1].map((parts) => Math.floor(most / parts));
  for (const size of chosen) {
    const remedy = `There are ${columnsA.length} features and ${most} examples of each set: add examples, or change sizes.`;
    const rule = { integer: true, min: columnsA.length + 1, max: most, remedy };
    expectNumber("frechetBySize", "each of sizes", size, rule);
  }
  if (new Set(chosen).size < 2) {
    throw new RangeError(
      `frechetBySize: sizes are [${chosen.join(", ")}]. Give at least two different ones: a line goes through them.`,
    );
  }
  const orderA = shuffled(ofA, deriveSeed(seed, "frechetBySize", "a"));
  const orderB = shuffled(ofB, deriveSeed(seed, "frechetBySize", "b"));
  const cut = (columns: readonly Float64Array[], order: Int32Array): Float64Array[] =>
    columns.map((column) => Float64Array.from(order, (i) => column[i]!));
  const points: FrechetPoint[] = [];
  for (const size of chosen) {
    const distances: number[] = [];
    for (let to = size; to <= most && distances.length < subsets; to += size) {
      signal?.throwIfAborted();
      const partA = cut(columnsA, orderA.subarray(to - size, to));
      const partB = cut(columnsB, orderB.subarray(to - size, to));
      distances.push(frechetOf(partA, partB).distance);
      await tf.nextFrame();
    }
    points.push({ size, subsets: distances.length, ...meanAndStandardError(distances) });
  }
  return { points, ...lineThrough(points) };
}

/** Least squares of the mean on 1/n. */
function lineThrough(points: readonly FrechetPoint[]): { intercept: number; slope: number } {
  const average = (of: (point: FrechetPoint) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const x = average(({ size }) => 1 / size);
  const y = average(({ mean }) => mean);
  const slope =
    average(({ size, mean }) => (1 / size - x) * (mean - y)) /
    average(({ size }) => (1 / size - x) ** 2);
  return { intercept: y - slope * x, slope };
}
