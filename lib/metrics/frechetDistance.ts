import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from "ml-matrix";
import { columnsOf, type Table } from "./table";

export interface FrechetDistance {
  /** `means` + `covariances`, at least 0; a square, in squared units of the features */
  readonly distance: number;
  /** ‖μₐ − μᵦ‖² */
  readonly means: number;
  /** tr(Σₐ + Σᵦ − 2 (Σₐ^½ Σᵦ Σₐ^½)^½) */
  readonly covariances: number;
  /** whether a set has no more examples than features: its covariance is singular, and the bias at its worst */
  readonly singular: boolean;
}

/**
 * ‖μₐ − μᵦ‖² + tr(Σₐ + Σᵦ − 2 (Σₐ^½ Σᵦ Σₐ^½)^½): the squared Fréchet distance (2-Wasserstein) of two Gaussians that have
 * the sets' means and covariances. 0 for equal sets, and for any two sets that agree in these moments.
 *
 * It depends on the features. FID is this number on those of one particular Inception network (Heusel et al.); on those
 * of another classifier, as from `classifierFeatures`, it is no FID and compares with none in a paper. It is biased
 * upwards, by about c/n: compare only numbers of equal n, or see `frechetBySize`.
 *
 * In double precision, the covariances with n − 1. The last trace is the sum of the singular values of Σₐ^½ Σᵦ^½: no
 * root is taken of a rounding error, and a and b play the same part.
 *
 * @param a [n, features], at least 2 examples
 * @param b [m, features], at least 2 examples
 * @throws TypeError  if one is no table
 * @throws RangeError if one has fewer than 2 examples, they differ in features, or a number is not finite
 * @see Dowson & Landau 1982; Heusel et al. 2017, equation 6
 */
export function frechetDistance(a: Table, b: Table): FrechetDistance {
  const [columnsA, columnsB] = featureColumns("frechetDistance", { a, b });
  return frechetOf(columnsA, columnsB);
}

/** The columns of two sets that have as many features, and at least 2 examples each. */
export function featureColumns(
  where: string,
  sets: Readonly<Record<string, Table>>,
): [Float64Array[], Float64Array[]] {
  const [[nameA, a], [nameB, b]] = Object.entries(sets).map(([name, table]) => {
    const columns = columnsOf(where, name, table);
    if (columns[0]!.length < 2) {
      throw new RangeError(`${where}: ${name} has 1 example. Pass at least 2, better thousands.`);
    }
    return [name, columns] as const;
  }) as [[string, Float64Array[]], [string, Float64Array[]]];
  if (a.length !== b.length) {
    throw new RangeError(
      `${where}: ${nameA} has ${a.length} features, ${nameB} has ${b.length}. Take both from one classifier.`,
    );
  }
  return [a, b];
}

/** The same of columns. @param a [features], each [n] @param b [features], each [m] */
export function frechetOf(a: readonly Float64Array[], b: readonly Float64Array[]): FrechetDistance {
  const [ofA, ofB] = [moments(a), moments(b)];
  const means = ofA.mean.reduce((sum, mean, j) => sum + (mean - ofB.mean[j]!) ** 2, 0);
  const product = squareRoot(ofA.covariance).mmul(squareRoot(ofB.covariance));
  const { diagonal } = new SingularValueDecomposition(product, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
  });
  const traces = ofA.covariance.trace() + ofB.covariance.trace();
  // Rounding may take it below 0, by 1e-13 of the traces.
  const covariances = Math.max(0, traces - 2 * diagonal.reduce((sum, value) => sum + value, 0));
  const singular = Math.min(a[0]!.length, b[0]!.length) <= a.length;
  return { distance: means + covariances, means, covariances, singular };
}

function moments(columns: readonly Float64Array[]): { mean: number[]; covariance: Matrix } {
  const n = columns[0]!.length;
  const mean = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / n);
  const centred = columns.map((column, j) => column.map((value) => value - mean[j]!));
  const covariance = Matrix.zeros(columns.length, columns.length);
  centred.forEach((x, j) => {
    for (let k = 0; k <= j; k++) {
      const y = centred[k]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i]! * y[i]!;
      covariance.set(j, k, sum / (n - 1));
      covariance.set(k, j, sum / (n - 1));
    }
  });
  return { mean, covariance };
}

/** Σ^½ = V diag(√λ) Vᵀ; an eigenvalue that rounding took below 0 counts as 0. */
function squareRoot(covariance: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)));
  return eigenvectorMatrix.clone().mulRowVector(roots).mmul(eigenvectorMatrix.transpose());
}
