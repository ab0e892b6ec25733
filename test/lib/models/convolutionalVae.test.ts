import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { elbo } from "../../../lib/losses";
import { ConvolutionalVae } from "../../../lib/models";
import { adam, fit } from "../../../lib/training";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { bars } from "../training/images";
import { assertSameOnEveryEngine } from "./everyEngine";
import { withBiases } from "./withBiases";

before(() => backend());

const small = (seed = 1) =>
  new ConvolutionalVae({ height: 4, width: 4, filters: [3, 4], dense: 5, latent: 2, seed });
const someImages = () => tf.randomUniform<tf.Rank.R2>([3, 16], 0, 1, "float32", 7);

test("by default the network of Keras's example, weight for weight", () => {
  const vae = new ConvolutionalVae();
  const shapes = Object.entries(vae.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["encoder/convolution0/weight", [3, 3, 1, 32]],
    ["encoder/convolution0/bias", [32]],
    ["encoder/convolution1/weight", [3, 3, 32, 64]],
    ["encoder/convolution1/bias", [64]],
    ["encoder/hidden/weight", [7 * 7 * 64, 16]],
    ["encoder/hidden/bias", [16]],
    ["encoder/mean/weight", [16, 2]],
    ["encoder/mean/bias", [2]],
    ["encoder/logVariance/weight", [16, 2]],
    ["encoder/logVariance/bias", [2]],
    ["decoder/hidden/weight", [2, 7 * 7 * 64]],
    ["decoder/hidden/bias", [7 * 7 * 64]],
    ["decoder/convolution0/weight", [3, 3, 64, 64]],
    ["decoder/convolution0/bias", [64]],
    ["decoder/convolution1/weight", [3, 3, 32, 64]],
    ["decoder/convolution1/bias", [32]],
    ["decoder/logits/weight", [3, 3, 1, 32]],
    ["decoder/logits/bias", [1]],
  ]);
  const parameters = (part: string) =>
    Object.entries(vae.weights)
      .filter(([name]) => name.startsWith(part))
      .reduce((sum, [, { size }]) => sum + size, 0);
  // The totals that the example's page prints.
  assert.deepEqual([parameters("encoder"), parameters("decoder")], [69_076, 65_089]);
  vae.dispose();
});

test("images come and go flat, of any number of channels and filters", () => {
  const options = { height: 8, width: 16, channels: 3, filters: [2, 3, 4], dense: 5, latent: 6 };
  const vae = new ConvolutionalVae(options);
  assert.equal(vae.config.input, 8 * 16 * 3);
  const { mean, logVariance } = vae.encode(tf.zeros([2, 384]));
  assert.deepEqual(
    [mean.shape, logVariance.shape],
    [
      [2, 6],
      [2, 6],
    ],
  );
  assert.deepEqual(vae.decode(mean).shape, [2, 384]);
  assert.deepEqual(vae.reconstruct(tf.zeros([2, 384])).shape, [2, 384]);
  const samples = vae.sample(5, { seed: 3 });
  assert.deepEqual(samples.shape, [5, 384]);
  assert.ok(samples.dataSync().every((p) => p >= 0 && p <= 1));
  assert.deepEqual(vae.sample(5, { seed: 3 }).dataSync(), samples.dataSync());
  vae.dispose();
});

test("agrees with the same network written out by hand", () => {
  const vae = new ConvolutionalVae({ height: 4, width: 8, filters: [3, 4], dense: 5, latent: 2 });
  const { weights } = vae;
  const filter = (name: string) => weights[`${name}/weight`] as tf.Variable<tf.Rank.R4>;
  const matrix = (name: string) => weights[`${name}/weight`] as tf.Variable<tf.Rank.R2>;

  const x = tf.randomUniform<tf.Rank.R2>([3, 32], 0, 1, "float32", 7);
  const pictures = x.reshape<tf.Tensor4D>([3, 4, 8, 1]);
  const once = tf.conv2d(pictures, filter("encoder/convolution0"), 2, "same").relu<tf.Tensor4D>();
  const twice = tf.conv2d(once, filter("encoder/convolution1"), 2, "same").relu();
  const h = twice.reshape([3, 8]).matMul(matrix("encoder/hidden")).relu();
  const { mean, logVariance } = vae.encode(x);
  assertClose(mean.dataSync(), h.matMul(matrix("encoder/mean")).dataSync(), 1e-5);
  assertClose(logVariance.dataSync(), h.matMul(matrix("encoder/logVariance")).dataSync(), 1e-5);

  const code = mean.matMul(matrix("decoder/hidden")).relu().reshape<tf.Tensor4D>([3, 1, 2, 4]);
  const grow = (
    y: tf.Tensor4D,
    name: string,
    shape: [number, number, number, number],
    by: number,
  ) => tf.conv2dTranspose(y, filter(name), shape, by, "same");
  const half = grow(code, "decoder/convolution0", [3, 2, 4, 4], 2).relu<tf.Tensor4D>();
  const whole = grow(half, "decoder/convolution1", [3, 4, 8, 3], 2).relu<tf.Tensor4D>();
  const logits = grow(whole, "decoder/logits", [3, 4, 8, 1], 1);
  assertClose(vae.decode(mean).dataSync(), logits.dataSync(), 1e-5);
});

test("its gradients with respect to images and latents are those of finite differences", () => {
  const vae = withBiases(small());
  const weights = tf.randomNormal([3, 16], 0, 1, "float32", 2);
  // A smaller step than usual, since a relu bends where a value passes 0.
  const options = { h: 2e-3, tolerance: 5e-3 };
  assertGradient((x) => vae.reconstruct(x).mul(weights).sum(), someImages(), options);
  const latent = tf.randomNormal<tf.Rank.R2>([3, 2], 0, 1, "float32", 4);
  assertGradient((z) => vae.decode(z).sigmoid().mul(weights).sum(), latent, options);
});

test("the gradient of every weight is the slope along it", () => {
  const vae = withBiases(small());
  const images = someImages();
  const loss = () => elbo(vae, images, { seed: 3 }).objective.mean<tf.Scalar>();
  const { grads } = tf.variableGrads(loss, vae.variables);
  const h = 2e-3;
  for (const [name, variable] of Object.entries(vae.weights)) {
    tf.tidy(() => {
      const gradient = grads[variable.name]!;
      const length = gradient.norm();
      const start = variable.clone();
      const at = (distance: number) => {
        variable.assign(start.add(gradient.div(length).mul(distance)));
        return loss().dataSync()[0]!;
      };
      const slope = (at(h) - at(-h)) / (2 * h);
      variable.assign(start);
      const expected = length.dataSync()[0]!;
      assert.ok(expected > 0, `${name} has no gradient`);
      // Values near 10 carry 1e-6 of rounding, 5e-4 in the slope.
      const error = Math.abs(slope - expected);
      assert.ok(error < 0.01 * expected + 2e-3, `${name}: ${slope}, not ${expected}`);
    });
  }
});

test("the seed makes the weights", () => {
  const weights = (seed: number) => small(seed).variables.map((variable) => variable.dataSync());
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
});

test("loss and gradients are the same on every engine that needs nothing but Node", async () => {
  const images = someImages();
  await assertSameOnEveryEngine(small, (vae) => elbo(vae, images, { seed: 3 }).objective);
});

test("fit trains it", async () => {
  const vae = small();
  const optimizer = adam({ learningRate: 0.01 });
  const { epochs } = await fit(vae, bars(40), { epochs: 15, batchSize: 10, optimizer });
  const [first, last] = [epochs[0]!.train.loss, epochs.at(-1)!.train.loss];
  assert.ok(last < 0.9 * first, `${first} → ${last}`);
});

test("refuses sizes that make no network", () => {
  const refused = (options: object, message: RegExp, name = "RangeError") => {
    assert.throws(() => new ConvolutionalVae(options), { name, message });
  };
  refused({ latent: 0 }, /ConvolutionalVae: latent must be a whole number of at least 1; it is 0/);
  refused({ dense: 1.5 }, /ConvolutionalVae: dense must be a whole number/);
  refused({ channels: -1 }, /ConvolutionalVae: channels/);
  refused({ filters: [32, 0] }, /ConvolutionalVae: filters must be a whole number of at least 1/);
  refused({ filters: [] }, /filters must have at least 1 .* Write filters: \[32, 64\]/);
  refused({ filters: 32 }, /filters must be a list .* Write filters: \[32, 64\]/, "TypeError");
  refused(
    { height: 30 },
    /height must be divisible by 4, .* it is 30\. Pad the images, or pass fewer/,
  );
  refused({ width: 27 }, /width must be divisible by 4/);
  refused({ seed: NaN }, /ConvolutionalVae: seed must be a whole number/);
});

test("refuses images and latents of another size", () => {
  const vae = small();
  assert.throws(
    () => vae.encode(tf.zeros([2, 15])),
    /encode: images has shape \[2, 15\], expected \[n, 16\]/,
  );
  assert.throws(
    () => vae.decode(tf.zeros([2, 3])),
    /decode: latent has shape \[2, 3\], expected \[n, 2\]/,
  );
});

test("leaves no tensor behind, and frees its weights", () => {
  const before = tf.memory().numTensors;
  const vae = small();
  const x = someImages();
  assertNoLeak(() => ({ ...vae.encode(x) }));
  assertNoLeak(() => vae.reconstruct(x));
  assertNoLeak(() => vae.sample(2, { seed: 0 }));
  vae.dispose();
  x.dispose();
  assert.equal(tf.memory().numTensors, before);
});
