import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { discriminatorLoss } from "../../../lib/losses";
import { Discriminator } from "../../../lib/models";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { assertWeightGradients } from "../losses/weightGradients";
import { assertSameOnEveryEngine } from "./everyEngine";
import { withBiases } from "./withBiases";

before(() => backend());

const small = (seed = 1) => new Discriminator({ height: 5, width: 6, filters: [3, 4], seed });
const someImages = () => tf.randomUniform<tf.Rank.R2>([3, 30], 0, 1, "float32", 7);

test("by default, weight for weight", () => {
  const discriminator = new Discriminator();
  const shapes = Object.entries(discriminator.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["discriminator/convolution0/weight", [4, 4, 1, 16]],
    ["discriminator/convolution0/bias", [16]],
    ["discriminator/convolution1/weight", [4, 4, 16, 32]],
    ["discriminator/convolution1/bias", [32]],
    ["discriminator/logit/weight", [7 * 7 * 32, 1]],
    ["discriminator/logit/bias", [1]],
  ]);
  assert.deepEqual(discriminator.features(tf.zeros([2, 784])).shape, [2, 7 * 7 * 32]);
  discriminator.dispose();
});

test("agrees with the same network written out by hand", () => {
  const discriminator = withBiases(small());
  const weight = (name: string) => discriminator.weights[`discriminator/${name}/weight`]!;
  const bias = (name: string) => discriminator.weights[`discriminator/${name}/bias`]!;
  const x = someImages();
  const convolve = (y: tf.Tensor4D, name: string) =>
    tf
      .conv2d(y, weight(name) as tf.Tensor4D, 2, "same")
      .add(bias(name))
      .leakyRelu<tf.Tensor4D>(0.2);
  const once = convolve(x.reshape([3, 5, 6, 1]), "convolution0");
  const features = convolve(once, "convolution1").reshape([3, 2 * 2 * 4]);
  const logit = features.matMul(weight("logit")).add(bias("logit"));
  assertClose(discriminator.features(x).dataSync(), features.dataSync(), 1e-5);
  assertClose(discriminator.logit(x).dataSync(), logit.dataSync(), 1e-5);
  discriminator.dispose();
});

test("its gradients with respect to images and weights are those of finite differences", () => {
  const discriminator = withBiases(small());
  const value = (x: tf.Tensor2D) => discriminator.logit(x).square().sum<tf.Scalar>();
  const options = { h: 2e-3, tolerance: 5e-3 };
  const x = someImages();
  assertGradient(value, x, options);
  assertWeightGradients(discriminator.weights, () => value(x), options);
  discriminator.dispose();
});

test("the seed makes the weights", () => {
  const weights = (seed: number) => small(seed).variables.map((variable) => variable.dataSync());
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
});

test("a slope penalty and its gradients are the same on every engine that needs nothing but Node", async () => {
  const build = () => withBiases(small());
  await assertSameOnEveryEngine(build, (discriminator) =>
    discriminatorLoss(discriminator, someImages(), tf.zeros([3, 30]), {
      penalty: { r1: 3 },
      seed: 1,
    }),
  );
});

test("refuses sizes that make no network, and images of another size", () => {
  const refused = (options: object, message: RegExp, name = "RangeError") => {
    assert.throws(() => new Discriminator(options), { name, message });
  };
  refused({ width: 0 }, /Discriminator: width must be a whole number of at least 1; it is 0/);
  refused({ filters: [] }, /Discriminator: filters must have at least 1/);
  refused({ filters: 16 }, /Discriminator: filters must be a list/, "TypeError");
  refused({ seed: NaN }, /Discriminator: seed must be a whole number/);
  const discriminator = small();
  for (const method of ["logit", "features"] as const) {
    assert.throws(() => discriminator[method](tf.zeros([2, 29])), {
      message: `${method}: images has shape [2, 29], expected [n, 30]. Reshape it, or build the model for this size.`,
    });
  }
});

test("leaves no tensor behind, and frees its weights", () => {
  const x = someImages();
  const before = tf.memory().numTensors;
  const discriminator = small();
  assertNoLeak(() => discriminator.logit(x));
  assertNoLeak(() => discriminator.features(x));
  discriminator.dispose();
  assert.equal(tf.memory().numTensors, before);
});
