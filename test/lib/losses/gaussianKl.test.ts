import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { gaussianKl } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const mean = () => tf.tensor2d([0, 1, -2, 0.5], [2, 2]);
const logVariance = () => tf.tensor2d([0, Math.log(4), -1, 0.3], [2, 2]);

test("by hand: N(0, 1) has none, N(1, 4) has ½(1 + 4 − 1 − ln 4)", () => {
  const kl = gaussianKl(mean(), logVariance()).dataSync();
  assertClose([kl[0]!], [0.5 * (4 - Math.log(4))], 1e-6);
});

test("agrees with a plain loop over a batch", () => {
  const m = tf.randomNormal<tf.Rank.R2>([7, 3], 0, 1, "float32", 1);
  const v = tf.randomNormal<tf.Rank.R2>([7, 3], 0, 1, "float32", 2);
  const expected = m.arraySync().map((row, i) =>
    row.reduce((sum, mu, j) => {
      const logVar = v.arraySync()[i]![j]!;
      return sum + 0.5 * (mu * mu + Math.exp(logVar) - 1 - logVar);
    }, 0),
  );
  assertClose(gaussianKl(m, v).dataSync(), expected, 1e-5);
});

test("gradients agree with finite differences", () => {
  assertGradient((m) => gaussianKl(m, logVariance()).sum(), mean());
  assertGradient((v) => gaussianKl(mean(), v).sum(), logVariance());
});

test("is the mean of log q − log p, within 4 standard errors of 100,000 draws", () => {
  const [mu, variance, draws] = [0.7, 0.4, 100_000];
  const eps = tf.randomNormal([draws], 0, 1, "float32", 3).dataSync();
  const terms = Array.from(eps, (e) => {
    const z = mu + Math.sqrt(variance) * e;
    return -0.5 * (Math.log(variance) + e * e) + 0.5 * z * z;
  });
  const average = terms.reduce((a, b) => a + b) / draws;
  const spread = Math.sqrt(terms.reduce((s, t) => s + (t - average) ** 2, 0) / (draws - 1));
  const [kl] = gaussianKl(tf.tensor2d([[mu]]), tf.tensor2d([[Math.log(variance)]])).dataSync();
  assert.ok(Math.abs(average - kl!) < (4 * spread) / Math.sqrt(draws));
});

test("refuses shapes that would broadcast", () => {
  const message = /gaussianKl: logVariance has shape \[1, 2\], expected \[2, 2\]/;
  assert.throws(() => gaussianKl(mean(), tf.zeros([1, 2])), { name: "RangeError", message });
  assert.throws(
    () => gaussianKl(tf.zeros([4]) as unknown as tf.Tensor2D, logVariance()),
    RangeError,
  );
  assert.throws(() => gaussianKl(3 as unknown as tf.Tensor2D, logVariance()), TypeError);
});

test("leaves no tensor behind", () => {
  const [m, v] = [mean(), logVariance()];
  assertNoLeak(() => gaussianKl(m, v));
});
