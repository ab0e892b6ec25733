import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { minimaxLoss } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const sigmoid = (d: number): number => 1 / (1 + Math.exp(-d));
const [real, fake] = [
  [1.5, -0.5, 0],
  [-2, 0.3, 1],
];

test("agrees with −log D(x) − log(1 − D(G(z))) and log(1 − D(G(z))), written out", () => {
  const { discriminator, generator, output } = minimaxLoss;
  const [x, made] = [tf.tensor1d(real), tf.tensor1d(fake)];
  const pairs = real.map((d, i) => [sigmoid(d), sigmoid(fake[i]!)] as const);
  const ofDiscriminator = pairs.map(([ofReal, ofFake]) => -Math.log(ofReal) - Math.log(1 - ofFake));
  assertClose(discriminator(x, made).dataSync(), ofDiscriminator, 1e-6);
  const ofGenerator = pairs.map(([, ofFake]) => Math.log(1 - ofFake));
  assertClose(generator(made).dataSync(), ofGenerator, 1e-6);
  assertClose(output(x).dataSync(), real.map(sigmoid), 1e-6);
});

test("by hand: 2 log 2 and −log 2 for a discriminator that cannot tell", () => {
  const zero = tf.zeros<tf.Rank.R1>([1]);
  assertClose(minimaxLoss.discriminator(zero, zero).dataSync(), [2 * Math.LN2], 1e-6);
  assertClose(minimaxLoss.generator(zero).dataSync(), [-Math.LN2], 1e-6);
});

test("stays finite however sure the discriminator is", () => {
  const [low, high] = [tf.tensor1d([-1e4]), tf.tensor1d([1e4])];
  assertClose(minimaxLoss.discriminator(low, high).dataSync(), [2e4], 1e-6);
  assert.equal(minimaxLoss.generator(low).dataSync()[0]! + 0, 0);
});

test("gradients are those of finite differences", () => {
  const flat = (d: tf.Tensor2D) => d.reshape<tf.Tensor1D>([-1]);
  const row = tf.tensor2d([real]);
  const made = tf.tensor1d(fake);
  assertGradient((d) => minimaxLoss.discriminator(flat(d), made).sum(), row);
  assertGradient((d) => minimaxLoss.discriminator(made, flat(d)).sum(), row);
  assertGradient((d) => minimaxLoss.generator(flat(d)).sum(), row);
});

test("the generator's gradient is −D(G(z)): gone where the discriminator is sure", () => {
  const d = tf.tensor1d([-12, 0, 12]);
  const gradient = tf
    .grad((d) => minimaxLoss.generator(d as tf.Tensor1D).sum())(d)
    .dataSync();
  assertClose(
    gradient,
    [-12, 0, 12].map((d) => -sigmoid(d)),
    1e-6,
  );
  assert.ok(Math.abs(gradient[0]!) < 1e-5);
});

test("refuses logits that are not one number an example", () => {
  const [one, two] = [tf.zeros<tf.Rank.R1>([1]), tf.zeros<tf.Rank.R1>([2])];
  assert.throws(() => minimaxLoss.discriminator(one, two), {
    name: "RangeError",
    message: /minimaxLoss: fake has shape \[2\], expected \[1\]/,
  });
  assert.throws(() => minimaxLoss.generator(tf.zeros([2, 1]) as unknown as tf.Tensor1D), {
    message: /minimaxLoss: fake has shape \[2, 1\], expected \[n\]/,
  });
});

test("leaves no tensor behind", () => {
  const d = tf.tensor1d(real);
  assertNoLeak(() => minimaxLoss.discriminator(d, d));
  assertNoLeak(() => minimaxLoss.generator(d));
});
