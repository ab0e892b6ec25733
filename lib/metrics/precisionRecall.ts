import { expectNumber } from "../checks";
import { featureColumns } from "./frechetDistance";
import { pointsOf, screenedDistances, squaredDistance, type Points } from "./screenedDistances";
import type { Table } from "./table";

export interface PrecisionRecallOptions {
  /** the neighbour whose distance is the radius; default 3, as in the paper */
  k?: number;
  signal?: AbortSignal | undefined;
}

export interface PrecisionRecall {
  /** the share of generated examples that are realistic, in [0, 1] */
  readonly precision: number;
  /** the share of real examples that are covered, in [0, 1] */
  readonly recall: number;
  /** [generated], 1 where a generated example lies within the real manifold */
  readonly realistic: Uint8Array;
  /** [real], 1 where a real example lies within the generated manifold */
  readonly covered: Uint8Array;
}

/**
 * Improved precision and recall. The manifold of a set Φ is the union of balls around its examples, each as large as
 * the distance to the k-th nearest other one:
 *
 *   x is in Φ if ‖x − φ‖ ≤ ‖φ − NN_k(φ, Φ)‖ for some φ in Φ.
 *
 * Precision is the share of generated examples in the real manifold (do they look real?), recall the share of real
 * examples in the generated one (is every kind of them made?). Both depend on the features, on k and on how many examples
 * there are: pass as many generated as real ones, and compare only numbers of equal k and n. A single odd example has a
 * large ball, which flatters (Naeem et al. 2020).
 *
 * @param real      [n, features]
 * @param generated [m, features]
 * @throws TypeError  if one is no table
 * @throws RangeError if they differ in features, a number is not finite, or there is no k-th neighbour
 * @throws the signal's reason if it is aborted
 * @see Kynkäänniemi, Karras, Laine, Lehtinen & Aila 2019, section 2
 */
export async function precisionRecall(
  real: Table,
  generated: Table,
  { k = 3, signal }: PrecisionRecallOptions = {},
): Promise<PrecisionRecall> {
  const columns = featureColumns("precisionRecall", { real, generated });
  const [a, b] = [pointsOf(columns[0]), pointsOf(columns[1])];
  const others = Math.min(a.n, b.n) - 1;
  const remedy = `The smaller set has ${others + 1} examples.`;
  expectNumber("precisionRecall", "k", k, { integer: true, min: 1, max: others, remedy });

  const radiiOfReal = await squaredRadii(a, k, signal);
  const radiiOfGenerated = await squaredRadii(b, k, signal);
  const [covered, realistic] = [new Uint8Array(a.n), new Uint8Array(b.n)];
  await screenedDistances(a, b, signal, ({ i, atLeast, atMost }) => {
    const within = (j: number, squaredRadius: number): boolean =>
      atMost[j]! <= squaredRadius || squaredDistance(a, i, b, j) <= squaredRadius;
    const radius = radiiOfReal[i]!;
    for (let j = 0; j < b.n; j++) {
      const least = atLeast[j]!;
      if (least <= radius && !realistic[j] && within(j, radius)) realistic[j] = 1;
      const other = radiiOfGenerated[j]!;
      if (least <= other && !covered[i] && within(j, other)) covered[i] = 1;
    }
  });
  return { precision: share(realistic), recall: share(covered), realistic, covered };
}

/** [n], the squared distance of each point to the k-th nearest other one. */
async function squaredRadii(
  points: Points,
  k: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const radii = new Float64Array(points.n);
  await screenedDistances(points, points, signal, ({ i, atLeast, atMost }) => {
    // k others are surely within `reach`; whoever may be nearer is measured.
    const upper = new Smallest(k);
    for (let j = 0; j < points.n; j++) {
      if (atMost[j]! < upper.largest && j !== i) upper.add(atMost[j]!);
    }
    const reach = upper.largest;
    const exact = new Smallest(k);
    for (let j = 0; j < points.n; j++) {
      if (atLeast[j]! <= reach && j !== i) exact.add(squaredDistance(points, i, points, j));
    }
    radii[i] = exact.largest;
  });
  return radii;
}

/** The k smallest of the numbers that are added. */
class Smallest {
  /** the k-th smallest */
  largest = Infinity;
  /** ascending */
  private readonly values: Float64Array;

  constructor(k: number) {
    this.values = new Float64Array(k).fill(Infinity);
  }

  add(value: number): void {
    if (value >= this.largest) return;
    const { values } = this;
    let at = values.length - 1;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
    this.largest = values[values.length - 1]!;
  }
}

const share = (flags: Uint8Array): number =>
  flags.reduce((sum, one) => sum + one, 0) / flags.length;
