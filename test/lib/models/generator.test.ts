import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { Generator } from "../../../lib/models";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { assertWeightGradients } from "../losses/weightGradients";
import { withBiases } from "./withBiases";

before(() => backend());

const small = (seed = 1) =>
  new Generator({ height: 4, width: 8, filters: [3, 2], latent: 5, kernel: 4, seed });
const codes = () => standardNormal<tf.Rank.R2>([3, 5], { seed: 3 });

test("by default, weight for weight", () => {
  const generator = new Generator();
  const shapes = Object.entries(generator.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["generator/hidden/weight", [32, 7 * 7 * 32]],
    ["generator/hidden/bias", [7 * 7 * 32]],
    ["generator/convolution0/weight", [4, 4, 16, 32]],
    ["generator/convolution0/bias", [16]],
    ["generator/convolution1/weight", [4, 4, 1, 16]],
    ["generator/convolution1/bias", [1]],
  ]);
  const images = generator.sample(3, { seed: 0 });
  assert.deepEqual(images.shape, [3, 784]);
  generator.dispose();
});

test("agrees with the same network written out by hand", () => {
  const generator = withBiases(small());
  const weight = (name: string) => generator.weights[`generator/${name}/weight`]!;
  const bias = (name: string) => generator.weights[`generator/${name}/bias`]!;
  const z = codes();
  const code = z.matMul(weight("hidden")).add(bias("hidden")).relu();
  const stamp = (x: tf.Tensor, name: string, shape: [number, number, number, number]) =>
    tf
      .conv2dTranspose(x as tf.Tensor4D, weight(name) as tf.Tensor4D, shape, 2, "same")
      .add(bias(name));
  const once = stamp(code.reshape([3, 1, 2, 2]), "convolution0", [3, 2, 4, 3]).relu();
  const twice = stamp(once, "convolution1", [3, 4, 8, 1]);
  assertClose(generator.decode(z).dataSync(), twice.dataSync(), 1e-5);
  generator.dispose();
});

test("samples are the intensities of codes from N(0, I), and a key is a seed too", () => {
  const generator = small();
  const z = standardNormal<tf.Rank.R2>([4, 5], { seed: 7 });
  const expected = generator.decode(z).sigmoid().dataSync();
  assert.deepEqual(generator.sample(4, { seed: 7 }).dataSync(), expected);
  const key = tf.tensor1d([1, 2], "int32");
  const sample = () => generator.sample(4, { seed: key }).dataSync();
  assert.deepEqual(sample(), sample());
  assert.notDeepEqual(sample(), expected);
  generator.dispose();
});

test("its gradients with respect to codes and weights are those of finite differences", () => {
  const generator = withBiases(small());
  const value = (z: tf.Tensor2D) => generator.decode(z).sigmoid().square().sum<tf.Scalar>();
  const options = { h: 2e-3, tolerance: 5e-3 };
  const z = codes();
  assertGradient(value, z, options);
  assertWeightGradients(generator.weights, () => value(z), options);
  generator.dispose();
});

test("the seed makes the weights", () => {
  const weights = (seed: number) => small(seed).variables.map((variable) => variable.dataSync());
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
});

test("refuses sizes that make no network, and codes of another size", () => {
  const refused = (options: object, message: RegExp, name = "RangeError") => {
    assert.throws(() => new Generator(options), { name, message });
  };
  refused({ latent: 0 }, /Generator: latent must be a whole number of at least 1; it is 0/);
  refused({ height: 30 }, /height must be divisible by 4, .* it is 30\. Pad the images/);
  refused({ filters: [] }, /Generator: filters must have at least 1/);
  refused({ filters: 16 }, /Generator: filters must be a list/, "TypeError");
  refused({ seed: 0.5 }, /Generator: seed must be a whole number/);
  const generator = small();
  assert.throws(() => generator.decode(tf.zeros([2, 6])), {
    message: /^decode: latent has shape \[2, 6\], expected \[n, 5\]/,
  });
  assert.throws(() => generator.sample(0, { seed: 1 }), /Generator\.sample: count must be/);
});

test("leaves no tensor behind, and frees its weights", () => {
  const z = codes();
  const before = tf.memory().numTensors;
  const generator = small();
  assertNoLeak(() => generator.decode(z));
  assertNoLeak(() => generator.sample(2, { seed: 0 }));
  generator.dispose();
  assert.equal(tf.memory().numTensors, before);
});
