import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { minimaxLoss, nonSaturatingLoss } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const sigmoid = (d: number): number => 1 / (1 + Math.exp(-d));
const [real, fake] = [
  [1.5, -0.5, 0],
  [-2, 0.3, 1],
];

test("agrees with −log D(G(z)), written out; the discriminator's is that of minimaxLoss", () => {
  const [x, made] = [tf.tensor1d(real), tf.tensor1d(fake)];
  const expected = fake.map((d) => -Math.log(sigmoid(d)));
  assertClose(nonSaturatingLoss.generator(made).dataSync(), expected, 1e-6);
  const discriminators = [nonSaturatingLoss, minimaxLoss].map(({ discriminator }) =>
    discriminator(x, made).dataSync(),
  );
  assert.deepEqual(discriminators[0], discriminators[1]);
  assertClose(nonSaturatingLoss.output(x).dataSync(), real.map(sigmoid), 1e-6);
});

test("by hand: log 2 for a discriminator that cannot tell", () => {
  const zero = tf.zeros<tf.Rank.R1>([1]);
  assertClose(nonSaturatingLoss.generator(zero).dataSync(), [Math.LN2], 1e-6);
  assertClose(nonSaturatingLoss.discriminator(zero, zero).dataSync(), [2 * Math.LN2], 1e-6);
});

test("stays finite however sure the discriminator is", () => {
  assertClose(nonSaturatingLoss.generator(tf.tensor1d([-1e4])).dataSync(), [1e4], 1e-6);
});

test("gradients are those of finite differences", () => {
  const flat = (d: tf.Tensor2D) => d.reshape<tf.Tensor1D>([-1]);
  const row = tf.tensor2d([real]);
  const made = tf.tensor1d(fake);
  assertGradient((d) => nonSaturatingLoss.discriminator(flat(d), made).sum(), row);
  assertGradient((d) => nonSaturatingLoss.discriminator(made, flat(d)).sum(), row);
  assertGradient((d) => nonSaturatingLoss.generator(flat(d)).sum(), row);
});

test("the generator's gradient is −(1 − D(G(z))): largest where the discriminator is sure", () => {
  const d = tf.tensor1d([-12, 0, 12]);
  const gradient = tf
    .grad((d) => nonSaturatingLoss.generator(d as tf.Tensor1D).sum())(d)
    .dataSync();
  assertClose(
    gradient,
    [-12, 0, 12].map((d) => -sigmoid(-d)),
    1e-6,
  );
  assert.ok(gradient[0]! < -0.9999);
});

test("refuses logits that are not one number an example", () => {
  const [one, two] = [tf.zeros<tf.Rank.R1>([1]), tf.zeros<tf.Rank.R1>([2])];
  assert.throws(() => nonSaturatingLoss.discriminator(one, two), {
    name: "RangeError",
    message: /nonSaturatingLoss: fake has shape \[2\], expected \[1\]/,
  });
  assert.throws(() => nonSaturatingLoss.generator(tf.zeros([2, 1]) as unknown as tf.Tensor1D), {
    message: /nonSaturatingLoss: fake has shape \[2, 1\], expected \[n\]/,
  });
});

test("leaves no tensor behind", () => {
  const d = tf.tensor1d(real);
  assertNoLeak(() => nonSaturatingLoss.discriminator(d, d));
  assertNoLeak(() => nonSaturatingLoss.generator(d));
});
