import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { wassersteinLoss } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { meanOf } from "./statistics";

before(() => backend());

test("by hand: d(G(z)) − d(x), −d(G(z)), and d itself", () => {
  const [real, fake] = [tf.tensor1d([1.5, -0.5]), tf.tensor1d([-2, 0.25])];
  assertClose(wassersteinLoss.discriminator(real, fake).dataSync(), [-3.5, 0.75], 1e-6);
  assertClose(wassersteinLoss.generator(fake).dataSync(), [2, -0.25], 1e-6);
  assertClose(wassersteinLoss.output(fake).dataSync(), [-2, 0.25], 1e-6);
});

test("gradients are those of finite differences, ±1", () => {
  const flat = (d: tf.Tensor2D) => d.reshape<tf.Tensor1D>([-1]);
  const [row, other] = [tf.tensor2d([[1.5, -0.5, 20]]), tf.tensor1d([-2, 0.3, 1])];
  assertGradient((d) => wassersteinLoss.discriminator(flat(d), other).sum(), row);
  assertGradient((d) => wassersteinLoss.discriminator(other, flat(d)).sum(), row);
  assertGradient((d) => wassersteinLoss.generator(flat(d)).sum(), row);
});

test("the best critic's loss is −W₁: of N(0, 1) and N(3, 1), −3", () => {
  // W₁ of two distributions that are the same but for a shift is the shift; d(x) = −x has slope 1 and attains it.
  const n = 20_000;
  const real = standardNormal<tf.Rank.R1>([n], { seed: 1 });
  const fake = standardNormal<tf.Rank.R1>([n], { seed: 2 }).add<tf.Tensor1D>(3);
  const loss = wassersteinLoss.discriminator(real.neg(), fake.neg());
  const { mean, error } = meanOf(loss.dataSync());
  // The error is √2 / √n = 0.01; 4 of them.
  assert.ok(Math.abs(mean + 3) < 4 * error, `${mean} ± ${error}`);
});

test("refuses logits that are not one number an example", () => {
  const [one, two] = [tf.zeros<tf.Rank.R1>([1]), tf.zeros<tf.Rank.R1>([2])];
  assert.throws(() => wassersteinLoss.discriminator(one, two), {
    name: "RangeError",
    message: /wassersteinLoss: fake has shape \[2\], expected \[1\]/,
  });
  assert.throws(() => wassersteinLoss.generator(tf.zeros([2, 1]) as unknown as tf.Tensor1D), {
    message: /wassersteinLoss: fake has shape \[2, 1\], expected \[n\]/,
  });
});

test("leaves no tensor behind", () => {
  const d = tf.tensor1d([1, 2]);
  assertNoLeak(() => wassersteinLoss.discriminator(d, d));
  assertNoLeak(() => wassersteinLoss.generator(d));
  assertNoLeak(() => wassersteinLoss.output(d));
});
