import { deriveSeed, expectNumber } from "../checks";
import type { FactorData } from "../data/factorData";
import { sampleFactors } from "../data/sampleFactors";
import { encodeRows, type EncodeOptions, type Encoder } from "./encodeFactors";
import { concatenated, rowsThatShare, sharedFactors } from "./fixedFactor";

export interface FactorVaeScoreOptions extends EncodeOptions {
  /** that the classifier is made from; default 800 */
  votes?: number;
  /** that it is judged by; default 400 */
  testVotes?: number;
  /** images a vote; default 64 */
  votingImages?: number;
  /** images that the overall variances are taken from; default 5,000 */
  varianceImages?: number;
  /** a dimension of a smaller standard deviation has collapsed and is left out; default 0.05 */
  collapsedBelow?: number;
}

export interface FactorVaeScore {
  /** the share of test votes that the majority vote gets right, in [0, 1] */
  readonly score: number;
  /** the same of the votes that it is made from */
  readonly trainScore: number;
  /** [dims][factors], how often the dimension varied least while the factor was fixed */
  readonly votes: readonly (readonly number[])[];
  /** the dimensions that were not left out */
  readonly activeDimensions: readonly number[];
}

/**
 * The FactorVAE score. A vote: fix one factor v_k, draw images, and find the dimension whose variance is the smallest
 * share of its overall variance, argmin_j Var[z_j | v_k] / Var[z_j]. The classifier predicts k from j by majority:
 * C_j = argmax_k #(j, k). The score is its accuracy on fresh votes. Without any active dimension it is 0.
 *
 * As in disentanglement_lib, the accuracy is taken on votes of their own and dimensions of standard deviation
 * below 0.05 are left out (both here and there on posterior means). That library takes 10,000 + 5,000
 * votes; 1,200 need 77,000 images, and the standard error of the score is √(score (1 − score) / testVotes) ≤ 0.025.
 *
 * @throws TypeError  if the encoder gives no table
 * @throws RangeError if an option is out of range, or there are not two factors that change
 * @throws the signal's reason if it is aborted
 * @see Kim & Mnih 2018, section 4
 */
export async function factorVaeScore(
  encoder: Encoder,
  data: FactorData,
  options: FactorVaeScoreOptions,
): Promise<FactorVaeScore> {
  const {
    seed,
    votes = 800,
    testVotes = 400,
    votingImages = 64,
    varianceImages = 5_000,
    collapsedBelow = 0.05,
  } = options;
  expectNumber("factorVaeScore", "seed", seed, { integer: true });
  expectNumber("factorVaeScore", "collapsedBelow", collapsedBelow, { min: 0 });
  const counts = { votes, testVotes };
  for (const [name, value] of Object.entries(counts))
    expectNumber("factorVaeScore", name, value, { integer: true, min: 1 });
  for (const [name, value] of Object.entries({ votingImages, varianceImages }))
    expectNumber("factorVaeScore", name, value, { integer: true, min: 2 });

  const use = (...of: (string | number)[]): number => deriveSeed(seed, "factorVaeScore", ...of);
  const shared = sharedFactors("factorVaeScore", data.factors, votes + testVotes, use("shared"));
  const encode = (rows: Int32Array): Promise<Float32Array[]> =>
    encodeRows("factorVaeScore", encoder, data, rows, options);
  const overall = variances(
    await encode(sampleFactors(data.factors, varianceImages, { seed: use("variances") })),
  );
  const active = [...overall.keys()].filter((j) => {
    return overall[j]! > 0 && Math.sqrt(overall[j]!) >= collapsedBelow;
  });
  const table = (): number[][] => overall.map(() => data.factors.map(() => 0));
  const none = { score: 0, trainScore: 0, votes: table(), activeDimensions: active };
  if (active.length === 0) return none;

  const [train, test] = [table(), table()];
  // So many votes at a time that their images are encoded in full batches, and not all held at once.
  const chunk = 64;
  for (let first = 0; first < shared.length; first += chunk) {
    const factors = shared.subarray(first, first + chunk);
    const rows = Array.from(factors, (factor, i) =>
      rowsThatShare(data.factors, factor, votingImages, use("vote", first + i)),
    );
    const codes = await encode(concatenated(rows));
    factors.forEach((factor, i) => {
      const local = variances(codes.slice(i * votingImages, (i + 1) * votingImages));
      const least = active.reduce((a, b) =>
        local[b]! / overall[b]! < local[a]! / overall[a]! ? b : a,
      );
      (first + i < votes ? train : test)[least]![factor]! += 1;
    });
  }
  const majority = train.map((row) => row.indexOf(Math.max(...row)));
  const right = (table: readonly (readonly number[])[]): number =>
    majority.reduce((sum, factor, j) => sum + table[j]![factor]!, 0);
  return {
    score: right(test) / testVotes,
    trainScore: right(train) / votes,
    votes: train,
    activeDimensions: active,
  };
}

/** Of each column, with n − 1. */
function variances(rows: readonly Float32Array[]): number[] {
  return Array.from(rows[0]!, (_, j) => {
    const mean = rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length;
    return rows.reduce((sum, row) => sum + (row[j]! - mean) ** 2, 0) / (rows.length - 1);
  });
}
