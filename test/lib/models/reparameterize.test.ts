import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { reparameterize } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

test("with σ = 0 it is the mean", () => {
  const mean = tf.tensor2d([[1, -2]]);
  const z = reparameterize(mean, tf.fill([1, 2], -200), { seed: 1 });
  assertClose(z.dataSync(), [1, -2], 1e-7);
});

test("mean and variance are those of N(μ, σ²), within 4 standard errors of 50,000 draws", () => {
  const [draws, mu, variance] = [50_000, 1.5, 0.25];
  const z = reparameterize(tf.fill([draws, 1], mu), tf.fill([draws, 1], Math.log(variance)), {
    seed: 4,
  });
  const values = z.dataSync<"float32">();
  const average = values.reduce((a, b) => a + b) / draws;
  const spread = values.reduce((s, v) => s + (v - average) ** 2, 0) / (draws - 1);
  assert.ok(Math.abs(average - mu) < 4 * Math.sqrt(variance / draws));
  // The sample variance of a normal has standard error σ² √(2 / (n − 1)).
  assert.ok(Math.abs(spread - variance) < 4 * variance * Math.sqrt(2 / (draws - 1)));
});

test("gradients: 1 for μ, ½ (z − μ) for log σ²", () => {
  const [mean, logVariance] = [tf.tensor2d([[0.3, -1]]), tf.tensor2d([[0.5, -0.7]])];
  const draw = (m: tf.Tensor2D, v: tf.Tensor2D) => reparameterize(m, v, { seed: 11 });
  const [forMean, forLogVariance] = tf.grads((m, v) =>
    draw(m as tf.Tensor2D, v as tf.Tensor2D).sum(),
  )([mean, logVariance]);
  assertClose(forMean!.dataSync(), [1, 1], 1e-6);
  const half = draw(mean, logVariance).sub(mean).mul(0.5).dataSync();
  assertClose(forLogVariance!.dataSync(), half, 1e-5);
});

test("a seed repeats, another differs", () => {
  const [mean, logVariance] = [tf.zeros<tf.Rank.R2>([3, 4]), tf.zeros<tf.Rank.R2>([3, 4])];
  const draw = (seed: number) => reparameterize(mean, logVariance, { seed }).dataSync();
  assert.deepEqual(draw(5), draw(5));
  assert.notDeepEqual(draw(5), draw(6));
});

test("refuses shapes that would broadcast", () => {
  assert.throws(() => reparameterize(tf.zeros([3, 4]), tf.zeros([1, 4]), { seed: 0 }), {
    name: "RangeError",
    message: /reparameterize: logVariance has shape \[1, 4\], expected \[3, 4\]/,
  });
});

test("leaves no tensor behind", () => {
  const [mean, logVariance] = [tf.zeros<tf.Rank.R2>([3, 4]), tf.zeros<tf.Rank.R2>([3, 4])];
  assertNoLeak(() => reparameterize(mean, logVariance, { seed: 0 }));
});
