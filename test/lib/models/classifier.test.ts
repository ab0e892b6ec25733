import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { crossEntropy } from "../../../lib/losses";
import { Classifier } from "../../../lib/models";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { assertWeightGradients } from "../losses/weightGradients";
import { assertSameOnEveryEngine } from "./everyEngine";
import { withBiases } from "./withBiases";

before(() => backend());

const small = (seed = 1) =>
  new Classifier({ height: 4, width: 6, filters: [3, 4], dense: 5, classes: 3, seed });
const someImages = () => tf.randomUniform<tf.Rank.R2>([3, 24], 0, 1, "float32", 7);

test("by default Wong & Kolter's small network, weight for weight", () => {
  const classifier = new Classifier();
  const shapes = Object.entries(classifier.weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["classifier/convolution0/weight", [4, 4, 1, 16]],
    ["classifier/convolution0/bias", [16]],
    ["classifier/convolution1/weight", [4, 4, 16, 32]],
    ["classifier/convolution1/bias", [32]],
    ["classifier/hidden/weight", [7 * 7 * 32, 100]],
    ["classifier/hidden/bias", [100]],
    ["classifier/logits/weight", [100, 10]],
    ["classifier/logits/bias", [10]],
  ]);
  const parameters = classifier.variables.reduce((sum, { size }) => sum + size, 0);
  assert.equal(parameters, 166_406);
  classifier.dispose();
});

test("takes flat images of any size, number of channels and classes", () => {
  const options = { height: 5, width: 9, channels: 3, filters: [2, 3], dense: 4, classes: 2 };
  const classifier = new Classifier({ ...options, kernel: 3, seed: 2 });
  assert.deepEqual(classifier.config, { input: 135, ...options, kernel: 3, seed: 2 });
  const images = tf.zeros<tf.Rank.R2>([6, 135]);
  assert.deepEqual(classifier.features(images).shape, [6, 4]);
  assert.deepEqual(classifier.logits(images).shape, [6, 2]);
  const predicted = classifier.predict(images);
  assert.deepEqual([predicted.shape, predicted.dtype], [[6], "int32"]);
  classifier.dispose();
});

test("agrees with the same network written out by hand", () => {
  const classifier = withBiases(small());
  const weight = <R extends tf.Rank>(name: string) =>
    classifier.weights[`classifier/${name}/weight`] as tf.Variable<R>;
  const bias = (name: string) => classifier.weights[`classifier/${name}/bias`]!;

  const x = someImages();
  const pictures = x.reshape<tf.Tensor4D>([3, 4, 6, 1]);
  const convolve = (y: tf.Tensor4D, name: string) =>
    tf.conv2d(y, weight<tf.Rank.R4>(name), 2, "same").add(bias(name)).relu<tf.Tensor4D>();
  const once = convolve(pictures, "convolution0");
  const twice = convolve(once, "convolution1").reshape([3, 1 * 2 * 4]);
  const features = twice.matMul(weight("hidden")).add(bias("hidden")).relu();
  const logits = features.matMul(weight("logits")).add(bias("logits"));
  assertClose(classifier.features(x).dataSync(), features.dataSync(), 1e-5);
  assertClose(classifier.logits(x).dataSync(), logits.dataSync(), 1e-5);
  const largest = (row: number[]) => row.indexOf(Math.max(...row));
  const expected = (logits.arraySync() as number[][]).map(largest);
  assert.deepEqual(Array.from(classifier.predict(x).dataSync()), expected);
});

test("its gradients with respect to images and weights are those of finite differences", () => {
  const classifier = withBiases(small());
  const labels = [0, 2, 1];
  // A smaller step than usual, since a relu bends where a value passes 0.
  const options = { h: 2e-3, tolerance: 5e-3 };
  const loss = (x: tf.Tensor2D) => crossEntropy(classifier.logits(x), labels).sum<tf.Scalar>();
  const images = someImages();
  assertGradient(loss, images, options);
  assertWeightGradients(classifier.weights, () => loss(images), options);
});

test("the seed makes the weights", () => {
  const weights = (seed: number) => small(seed).variables.map((variable) => variable.dataSync());
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
});

test("loss and gradients are the same on every engine that needs nothing but Node", async () => {
  await assertSameOnEveryEngine(small, (classifier) =>
    crossEntropy(classifier.logits(someImages()), [0, 2, 1]),
  );
});

test("refuses sizes that make no network, and images of another size", () => {
  const refused = (options: object, message: RegExp, name = "RangeError") => {
    assert.throws(() => new Classifier(options), { name, message });
  };
  refused({ height: 0 }, /Classifier: height must be a whole number of at least 1; it is 0/);
  refused({ kernel: 1.5 }, /Classifier: kernel must be a whole number/);
  refused({ dense: -1 }, /Classifier: dense/);
  refused({ classes: 1 }, /Classifier: classes must be a whole number of at least 2; it is 1/);
  refused({ filters: [] }, /filters must have at least 1 .* Write filters: \[16, 32\]/);
  refused({ filters: 16 }, /filters must be a list .* Write filters: \[16, 32\]/, "TypeError");
  refused({ seed: NaN }, /Classifier: seed must be a whole number/);
  const classifier = small();
  for (const method of ["logits", "features"] as const) {
    assert.throws(() => classifier[method](tf.zeros([2, 23])), {
      message: `${method}: images has shape [2, 23], expected [n, 24]. Reshape it, or build the model for this size.`,
    });
  }
});

test("leaves no tensor behind, and frees its weights", () => {
  const x = someImages();
  const before = tf.memory().numTensors;
  const classifier = small();
  assertNoLeak(() => classifier.logits(x));
  assertNoLeak(() => classifier.features(x));
  assertNoLeak(() => classifier.predict(x));
  classifier.dispose();
  assert.equal(tf.memory().numTensors, before);
});
