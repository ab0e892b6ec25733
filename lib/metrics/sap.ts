import { codesAndFactors } from "./codesAndFactors";
import { gaps, mean } from "./gap";
import type { Table } from "./table";
import { thresholdAccuracy } from "./thresholdAccuracy";

export interface SapOptions {
  /** columns of `factors` whose values are names and not amounts, such as a shape; default none */
  categorical?: readonly number[];
}

export interface Sap {
  /** the mean of `perFactor`, in [0, 1] */
  readonly score: number;
  /** [factors], the best dimension's predictability less the second best's */
  readonly perFactor: readonly number[];
  /** [dims][factors], how well one dimension alone predicts the factor, in [0, 1] */
  readonly predictability: readonly (readonly number[])[];
}

/** A dimension with less variance than this is inactive: it predicts nothing. */
const inactive = 1e-12;

/**
 * The separated attribute predictability: SAP = 1/K Σ_k (S_j*k − max_{j ≠ j*} S_jk), where S_jk says how well
 * dimension j alone predicts factor k. For an amount, S is the R² of a straight line, Cov(z_j, v_k)² / (Var z_j Var v_k);
 * for a category, the best balanced accuracy of thresholds on z_j; for a constant dimension, 0.
 *
 * An angle is an amount here as in the paper, although its ends meet: no line fits it well. disentanglement_lib
 * by default takes every factor for a category and fits a linear support vector machine to it, which gives other numbers.
 *
 * @param codes   [n, dims], at least 2 dimensions
 * @param factors [n, factors], each with 2 to 256 different values
 * @throws TypeError  if one is no table
 * @throws RangeError if lengths differ, a number is not finite, a factor never changes, or `categorical` names no column
 * @see Kumar, Sattigeri & Balakrishnan 2018, section 3
 */
export function sap(codes: Table, factors: Table, { categorical = [] }: SapOptions = {}): Sap {
  const data = codesAndFactors("sap", codes, factors);
  for (const column of categorical) {
    if (!(column in data.factors)) {
      throw new RangeError(
        `sap: categorical names column ${column}, but factors have columns 0 to ${data.factors.length - 1}.`,
      );
    }
  }
  const predictability = data.codes.map((code) =>
    data.factors.map((factor, k) => {
      if (moments(code, code) < inactive) return 0;
      if (categorical.includes(k)) return thresholdAccuracy(code, data.classes[k]!);
      return moments(code, factor) ** 2 / (moments(code, code) * moments(factor, factor));
    }),
  );
  const perFactor = gaps(predictability);
  return { score: mean(perFactor), perFactor, predictability };
}

/** Cov(a, b); with b = a, Var a. */
function moments(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanA += a[i]! / n;
    meanB += b[i]! / n;
  }
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (a[i]! - meanA) * (b[i]! - meanB);
  return sum / n;
}
