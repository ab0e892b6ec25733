import { deriveSeed, expectNumber } from "../checks";
import { shuffled } from "../data/shuffled";
import { boostedTrees } from "./boostedTrees";
import { codesAndFactors } from "./codesAndFactors";
import { dciFromImportance, type DisentanglementAndCompleteness } from "./dciFromImportance";
import { mean } from "./gap";
import type { Table } from "./table";

export interface DciOptions {
  /** a whole number; it picks the test examples, and among equally good splits; default 0 */
  seed?: number;
  /** boosting rounds; default 100 */
  rounds?: number;
  signal?: AbortSignal | undefined;
}

export interface Dci extends DisentanglementAndCompleteness {
  /** the share of test examples whose factor is predicted, averaged over factors; in [0, 1] */
  readonly informativeness: number;
  /** [factors] */
  readonly accuracy: readonly number[];
  /** [dims][factors]; a factor's column sums to 1, or is 0 if nothing predicts it */
  readonly importance: readonly (readonly number[])[];
}

/**
 * Disentanglement, completeness and informativeness: each factor is predicted from the whole code by
 * gradient-boosted trees of depth 3; R_jk, the share of its training error that splits on dimension j removed, gives the
 * first two (formulas at `dciFromImportance`); the accuracy on a third of the examples, kept apart, is the last.
 *
 * The paper uses the lasso and random forests, and gives informativeness as an error. Boosted trees and accuracy are
 * those of disentanglement_lib, whose published numbers are the ones to compare with; unlike there, codes of more
 * than 256 different values are first put into 256 bins.
 *
 * @param codes   [n, dims], at least 2 dimensions
 * @param factors [n, factors], at least 2, each with 2 to 256 different values
 * @throws TypeError  if one is no table
 * @throws RangeError if lengths differ, a number is not finite, a factor never changes, or an option is out of range
 * @throws the signal's reason if it is aborted
 * @see Eastwood & Williams 2018, section 2
 */
export async function dci(
  codes: Table,
  factors: Table,
  { seed = 0, rounds = 100, signal }: DciOptions = {},
): Promise<Dci> {
  expectNumber("dci", "seed", seed, { integer: true });
  expectNumber("dci", "rounds", rounds, { integer: true, min: 1 });
  const data = codesAndFactors("dci", codes, factors);
  if (data.n < 3 || data.classes.length < 2) {
    throw new RangeError(
      `dci: there are ${data.n} examples of ${data.classes.length} factors. Pass at least 3 examples of 2 factors.`,
    );
  }
  const order = shuffled(data.n, deriveSeed(seed, "dci"));
  const train = order.subarray(0, Math.ceil((2 * data.n) / 3));
  const test = order.subarray(train.length);
  const trainCodes = data.codes.map((column) => at(column, train));
  const testCodes = data.codes.map((column) => at(column, test));

  const columns: Float64Array[] = [];
  const accuracy: number[] = [];
  for (const [k, { of, count }] of data.classes.entries()) {
    const classes = { of: Int32Array.from(train, (i) => of[i]!), count };
    const trees = deriveSeed(seed, "dci", "trees", k);
    const options = { rounds, depth: 3, learningRate: 0.1, seed: trees, signal };
    const model = await boostedTrees(trainCodes, classes, options);
    columns.push(model.importance);
    const right = model.predict(testCodes).filter((label, i) => label === of[test[i]!]);
    accuracy.push(right.length / test.length);
  }
  const importance = data.codes.map((_, j) => columns.map((column) => column[j]!));
  const informativeness = mean(accuracy);
  return { ...dciFromImportance(importance), informativeness, accuracy, importance };
}

function at(column: Float64Array, indices: Int32Array): Float64Array {
  return Float64Array.from(indices, (i) => column[i]!);
}
