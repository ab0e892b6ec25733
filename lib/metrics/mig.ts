import { expectNumber } from "../checks";
import { codesAndFactors } from "./codesAndFactors";
import { gaps, mean } from "./gap";
import { discretised, entropy, mutualInformation } from "./mutualInformation";
import type { Table } from "./table";

export interface MigOptions {
  /** intervals of equal width that each code dimension is cut into; default 20 */
  bins?: number;
}

export interface Mig {
  /** the mean of `perFactor`, in [0, 1] */
  readonly score: number;
  /** [factors], the gap of each as a share of the factor's entropy */
  readonly perFactor: readonly number[];
  /** [dims][factors], I(z_j; v_k) in nats */
  readonly mutualInformation: readonly (readonly number[])[];
  /** [factors], H(v_k) in nats */
  readonly entropy: readonly number[];
}

/**
 * The mutual information gap: MIG = 1/K Σ_k (I(z_j*; v_k) − max_{j ≠ j*} I(z_j; v_k)) / H(v_k), where j* is the
 * dimension that knows most about factor v_k. 1 if each factor is in one dimension and nowhere else.
 *
 * As in disentanglement_lib, z is the posterior mean in `bins` intervals; the paper integrates over q(z|x). So a
 * factor of more values than `bins` cannot reach 1 (32 values: log 20 / log 32 = 0.86), and n examples
 * raise each I by about (bins − 1)(values − 1) / 2n, which the difference all but cancels.
 *
 * @param codes   [n, dims], at least 2 dimensions
 * @param factors [n, factors], each with 2 to 256 different values
 * @throws TypeError  if one is no table
 * @throws RangeError if lengths differ, a number is not finite, a factor never changes, or `bins` is below 2
 * @see Chen, Li, Grosse & Duvenaud 2018, equation 6
 */
export function mig(codes: Table, factors: Table, { bins = 20 }: MigOptions = {}): Mig {
  expectNumber("mig", "bins", bins, { integer: true, min: 2 });
  const data = codesAndFactors("mig", codes, factors);
  const information = data.codes.map((column) => {
    const code = discretised(column, bins);
    return data.classes.map((factor) => mutualInformation(code, factor));
  });
  const entropies = data.classes.map(entropy);
  const perFactor = gaps(information).map((gap, factor) => gap / entropies[factor]!);
  return {
    score: mean(perFactor),
    perFactor,
    mutualInformation: information,
    entropy: entropies,
  };
}
