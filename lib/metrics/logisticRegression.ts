import { CholeskyDecomposition, Matrix } from "ml-matrix";
import type { Classes } from "./codesAndFactors";

/** The class of each row. */
export interface LogisticRegression {
  /** [classes][dims + 1], the bias last */
  readonly weights: readonly (readonly number[])[];
  /** [n]. @param rows [n], each [dims] */
  predict(rows: readonly ArrayLike<number>[]): Int32Array;
}

/**
 * Multinomial logistic regression: the minimum over W of −Σ_i log softmax_{y_i}(W x_i) + ½ ‖W‖² (the bias is free),
 * found with Newton's method.
 *
 * @param rows [n], each [dims]
 * @see Bishop 2006, section 4.3.4
 */
export function logisticRegression(
  rows: readonly ArrayLike<number>[],
  { of: labels, count }: Classes,
): LogisticRegression {
  const width = rows[0]!.length + 1;
  const inputs = rows.map((row) => Float64Array.of(...Array.from(row), 1));
  let weights = new Float64Array(count * width);
  let at = derivatives(inputs, labels, weights, count);
  for (let step = 0; step < 100; step++) {
    const newton = new CholeskyDecomposition(at.hessian).solve(Matrix.columnVector(at.gradient));
    const direction = newton.to1DArray();
    const decrease = direction.reduce((sum, d, i) => sum + d * at.gradient[i]!, 0);
    if (decrease < 1e-12 * (1 + at.loss)) break;
    // The loss is convex: a short enough step along Newton's direction lowers it.
    let size = 1;
    let next = at;
    let moved = weights;
    while (size > 1e-8) {
      moved = weights.map((w, i) => w - size * direction[i]!);
      next = derivatives(inputs, labels, moved, count);
      if (next.loss <= at.loss - 1e-4 * size * decrease) break;
      size /= 2;
    }
    if (next.loss >= at.loss) break;
    [weights, at] = [moved, next];
  }
  const matrix = Array.from({ length: count }, (_, k) =>
    Array.from(weights.subarray(k * width, (k + 1) * width)),
  );
  return {
    weights: matrix,
    predict: (others) => Int32Array.from(others, (row) => likeliest(matrix, row)),
  };
}

function likeliest(weights: readonly (readonly number[])[], row: ArrayLike<number>): number {
  const scores = weights.map((w) => w.reduce((sum, value, d) => sum + value * (row[d] ?? 1), 0));
  return scores.indexOf(Math.max(...scores));
}

/** Without it the biases could all move together, and the Hessian would be singular. */
const biasRidge = 1e-6;

function derivatives(
  inputs: readonly Float64Array[],
  labels: Int32Array,
  weights: Float64Array,
  count: number,
): { loss: number; gradient: number[]; hessian: Matrix } {
  const width = inputs[0]!.length;
  const size = count * width;
  const ridge = (i: number): number => (i % width === width - 1 ? biasRidge : 1);
  const gradient = Array.from(weights, (w, i) => ridge(i) * w);
  const hessian = new Float64Array(size * size);
  let loss = weights.reduce((sum, w, i) => sum + 0.5 * ridge(i) * w * w, 0);
  const p = new Float64Array(count);
  inputs.forEach((x, i) => {
    for (let k = 0; k < count; k++) {
      let score = 0;
      for (let d = 0; d < width; d++) score += weights[k * width + d]! * x[d]!;
      p[k] = score;
    }
    const largest = Math.max(...p);
    const label = labels[i]!;
    const shifted = p[label]! - largest;
    let total = 0;
    for (let k = 0; k < count; k++) total += p[k] = Math.exp(p[k]! - largest);
    loss += Math.log(total) - shifted;
    for (let k = 0; k < count; k++) p[k]! /= total;
    for (let k = 0; k < count; k++) {
      const residual = p[k]! - (k === label ? 1 : 0);
      for (let d = 0; d < width; d++) gradient[k * width + d]! += residual * x[d]!;
      // The lower triangle; the upper one mirrors it.
      for (let l = 0; l <= k; l++) {
        const curvature = p[k]! * ((k === l ? 1 : 0) - p[l]!);
        for (let d = 0; d < width; d++) {
          const row = (k * width + d) * size + l * width;
          for (let e = 0; e < width; e++) hessian[row + e]! += curvature * x[d]! * x[e]!;
        }
      }
    }
  });
  const matrix = Matrix.zeros(size, size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      const value = hessian[a * size + b]! + (a === b ? ridge(a) : 0);
      matrix.set(a, b, value);
      matrix.set(b, a, value);
    }
  }
  return { loss, gradient, hessian: matrix };
}
