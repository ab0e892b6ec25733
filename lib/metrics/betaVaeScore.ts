import { deriveSeed, expectNumber } from "../checks";
import type { FactorData } from "../data/factorData";
import { sampleFactors } from "../data/sampleFactors";
import { encodeRows, type EncodeOptions, type Encoder } from "./encodeFactors";
import { concatenated, sharedFactors } from "./fixedFactor";
import { logisticRegression } from "./logisticRegression";

export interface BetaVaeScoreOptions extends EncodeOptions {
  /** that the classifier learns from; default 800 */
  points?: number;
  /** that it is judged by; default 400 */
  testPoints?: number;
  /** pairs of images a point; default 32 */
  pairs?: number;
}

export interface BetaVaeScore {
  /** the share of test points whose factor is recognised, in [0, 1] */
  readonly score: number;
  /** the same of the points that the classifier learnt from */
  readonly trainScore: number;
}

/**
 * The β-VAE score. A point: choose a factor, draw pairs of images that agree in it, and average |z¹ − z²| over
 * the pairs; a linear classifier predicts the factor from it. The score is its accuracy on fresh points. Guessing gives
 * 1 / factors.
 *
 * The classifier is multinomial logistic regression, as in disentanglement_lib, with the same penalty ½‖W‖², but on
 * features brought to mean 0 and standard deviation 1, so that the scale of the codes does not matter. The paper
 * encodes to a posterior mean too. disentanglement_lib takes 10,000 + 5,000 points of 64 pairs; 1,200 points of 32
 * need 77,000 images, and the standard error of the score is √(score (1 − score) / testPoints) ≤ 0.025.
 *
 * @throws TypeError  if the encoder gives no table
 * @throws RangeError if an option is out of range, or there are not two factors that change
 * @throws the signal's reason if it is aborted
 * @see Higgins et al. 2017, section 3
 */
export async function betaVaeScore(
  encoder: Encoder,
  data: FactorData,
  options: BetaVaeScoreOptions,
): Promise<BetaVaeScore> {
  const { seed, points = 800, testPoints = 400, pairs = 32 } = options;
  expectNumber("betaVaeScore", "seed", seed, { integer: true });
  for (const [name, value] of Object.entries({ points, testPoints, pairs }))
    expectNumber("betaVaeScore", name, value, { integer: true, min: 1 });

  const use = (...of: (string | number)[]): number => deriveSeed(seed, "betaVaeScore", ...of);
  const shared = sharedFactors("betaVaeScore", data.factors, points + testPoints, use("shared"));
  const differences: Float64Array[] = [];
  // So many points at a time that their images are encoded in full batches, and not all held at once.
  const chunk = 64;
  for (let first = 0; first < shared.length; first += chunk) {
    const rows = Array.from(shared.subarray(first, first + chunk), (factor, i) =>
      pairedRows(data, factor, pairs, use("point", first + i)),
    );
    const codes = await encodeRows("betaVaeScore", encoder, data, concatenated(rows), options);
    rows.forEach((_, i) => {
      const of = codes.slice(i * 2 * pairs, (i + 1) * 2 * pairs);
      differences.push(meanDifference(of.slice(0, pairs), of.slice(pairs)));
    });
  }
  const inputs = standardised(differences, points);
  const train = { of: shared.slice(0, points), count: data.factors.length };
  const predicted = logisticRegression(inputs.slice(0, points), train).predict(inputs);
  const right = predicted.map((factor, i) => (factor === shared[i] ? 1 : 0));
  const share = (of: Int32Array): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  return { score: share(right.subarray(points)), trainScore: share(right.subarray(0, points)) };
}

/** The first images of all pairs, then the second ones: [2 × pairs × factors]. */
function pairedRows(data: FactorData, shared: number, pairs: number, seed: number): Int32Array {
  const width = data.factors.length;
  const rows = sampleFactors(data.factors, 2 * pairs, { seed });
  for (let pair = 0; pair < pairs; pair++) {
    rows[(pairs + pair) * width + shared] = rows[pair * width + shared]!;
  }
  return rows;
}

function meanDifference(a: readonly Float32Array[], b: readonly Float32Array[]): Float64Array {
  return Float64Array.from(a[0]!, (_, j) => {
    return a.reduce((sum, row, i) => sum + Math.abs(row[j]! - b[i]![j]!), 0) / a.length;
  });
}

/** Mean 0 and standard deviation 1 over the first rows; a constant feature is 0. */
function standardised(rows: readonly Float64Array[], first: number): Float64Array[] {
  const train = rows.slice(0, first);
  const result = rows.map((row) => row.slice());
  for (let j = 0; j < rows[0]!.length; j++) {
    const mean = train.reduce((sum, row) => sum + row[j]!, 0) / first;
    const variance = train.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / first;
    const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
    for (const row of result) row[j] = (row[j]! - mean) * scale;
  }
  return result;
}
