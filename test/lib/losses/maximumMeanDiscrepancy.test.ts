import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { maximumMeanDiscrepancy, type Kernel } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { meanOf } from "./statistics";

before(() => backend());

const functions: Record<Kernel, (square: number, scale: number) => number> = {
  inverseMultiquadric: (square, scale) => scale / (scale + square),
  rbf: (square, scale) => Math.exp(-square / scale),
};
const kernels = Object.keys(functions) as Kernel[];
const normal = (n: number, latent: number, seed: number): tf.Tensor2D =>
  standardNormal<tf.Rank.R2>([n, latent], { seed });

test("two points against two, by hand", () => {
  const [a, b] = [tf.tensor2d([[0], [1]]), tf.tensor2d([[0], [2]])];
  // Scale 2. Squared distances: within a 1, within b 4, between 0, 4, 1, 1.
  const expected = 2 / 3 + 2 / 6 - (2 * (1 + 2 / 6 + 2 / 3 + 2 / 3)) / 4;
  assertClose(maximumMeanDiscrepancy(a, b).dataSync(), [expected], 1e-6);
});

for (const kernel of kernels) {
  test(`${kernel}: agrees with a plain loop`, () => {
    const [a, b] = [normal(7, 3, 1), normal(7, 3, 2).add<tf.Tensor2D>(0.5)];
    const mean = (x: number[][], y: number[][], same: boolean): number => {
      const values = x.flatMap((xi, i) =>
        y.flatMap((yj, j) => {
          const square = xi.reduce((sum, value, k) => sum + (value - yj[k]!) ** 2, 0);
          return same && i === j ? [] : [functions[kernel](square, 6)];
        }),
      );
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const [x, y] = [a.arraySync(), b.arraySync()];
    const expected = mean(x, x, true) + mean(y, y, true) - 2 * mean(x, y, false);
    assertClose(maximumMeanDiscrepancy(a, b, { kernel }).dataSync(), [expected], 1e-5);
  });

  test(`${kernel}: its gradient agrees with finite differences`, () => {
    const b = normal(5, 2, 2);
    assertGradient((a) => maximumMeanDiscrepancy(a, b, { kernel }), normal(5, 2, 1));
  });

  test(`${kernel}: 0 within its standard error for equal distributions, above it for others`, () => {
    const over = (shift: number) =>
      meanOf(
        Array.from({ length: 200 }, (_, i) => {
          const [a, b] = [normal(30, 2, 2 * i + 1), normal(30, 2, 2 * i + 2)];
          return maximumMeanDiscrepancy(a.add<tf.Tensor2D>(shift), b, { kernel }).dataSync()[0]!;
        }),
      );
    // Counting a draw as a pair with itself would add (1 − E k) 2 / 30 > 0.02, some 20 standard errors.
    const equal = over(0);
    assert.ok(Math.abs(equal.mean) < 3 * equal.error, `${equal.mean} ± ${equal.error}`);
    const shifted = over(0.5);
    assert.ok(shifted.mean > 10 * shifted.error, `${shifted.mean} ± ${shifted.error}`);
  });
}

test("is finite for one point", () => {
  const value = maximumMeanDiscrepancy(tf.tensor2d([[0]]), tf.tensor2d([[1]])).dataSync();
  assertClose(value, [-2 * (2 / 3)], 1e-6);
});

test("refuses other shapes and unknown kernels", () => {
  const a = tf.zeros<tf.Rank.R2>([3, 2]);
  assert.throws(() => maximumMeanDiscrepancy(a, tf.zeros([3, 1])), {
    message: /maximumMeanDiscrepancy: b has shape \[3, 1\], expected \[3, 2\]/,
  });
  assert.throws(() => maximumMeanDiscrepancy(a, a, { kernel: "linear" as Kernel }), {
    name: "RangeError",
    message: /kernel "linear" is unknown. Use one of inverseMultiquadric, rbf\./,
  });
});

test("leaves no tensor behind", () => {
  const a = normal(3, 2, 1);
  assertNoLeak(() => maximumMeanDiscrepancy(a, a));
});
