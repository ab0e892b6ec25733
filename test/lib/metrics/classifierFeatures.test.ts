import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { imageSet } from "../../../lib/data";
import {
  classifierFeatures,
  frechetDistance,
  precisionRecall,
  type FeatureClassifier,
} from "../../../lib/metrics";
import { Classifier } from "../../../lib/models";

before(() => backend());

const batches: number[] = [];
/** Images x, y; features x + y, x − y and 1. */
const classifier: FeatureClassifier = {
  features: (images) =>
    tf.tidy(() => {
      batches.push(images.shape[0]);
      const [x, y] = tf.split(images, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
      return tf.concat([x.add<tf.Tensor2D>(y), x.sub<tf.Tensor2D>(y), tf.onesLike(x)], 1);
    }),
};
const pixels = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 0.5, 0.5, 0.5);
const expected = [
  [0, 0, 1],
  [1, 1, 1],
  [1, -1, 1],
  [1.5, 0.5, 1],
  [1, 0, 1],
];

test("gives one row an image, of a set or a tensor, in any batches", async () => {
  const set = imageSet(pixels, { height: 1, width: 2 });
  const tensor = tf.tensor2d(pixels, [5, 2]);
  const { numTensors } = tf.memory();
  for (const images of [set, tensor]) {
    for (const batchSize of [1, 2, 1000]) {
      const rows = await classifierFeatures(classifier, images, { batchSize });
      assert.deepEqual(
        rows.map((row) => [...row]),
        expected,
      );
    }
  }
  assert.deepEqual(batches.slice(5, 9), [2, 2, 1, 5]);
  assert.equal(tf.memory().numTensors, numTensors);
  tensor.dispose();
});

test("of a convolutional classifier go straight into the metrics", async () => {
  const model = new Classifier({ height: 8, width: 8, filters: [4], dense: 6, seed: 1 });
  const images = tf.randomUniform<tf.Rank.R2>([60, 64], 0, 1, "float32", 1);
  const rows = await classifierFeatures(model, images, { batchSize: 25 });
  assert.deepEqual([rows.length, rows[0]!.length], [60, 6]);
  assert.ok(frechetDistance(rows, rows).distance < 1e-9);
  assert.equal((await precisionRecall(rows, rows)).recall, 1);
  model.dispose();
  images.dispose();
});

test("refuses no images and features of another number, and stops when it is aborted", async () => {
  const tensor = tf.tensor2d(pixels, [5, 2]);
  const { numTensors } = tf.memory();
  const refused = (promise: Promise<unknown>, message: RegExp | string) =>
    assert.rejects(promise, { message });
  const half = { features: (images: tf.Tensor2D) => images.slice([0, 0], [1, 1]) };
  await refused(classifierFeatures(half, tensor), /the features has shape \[1, 1\], expected \[5/);
  await refused(classifierFeatures(classifier, tensor, { batchSize: 0 }), /batchSize must be/);
  const signal = AbortSignal.abort(new Error("no"));
  await refused(classifierFeatures(classifier, tensor, { signal }), "no");
  const empty = tf.zeros<tf.Rank.R2>([0, 2]);
  await refused(classifierFeatures(classifier, empty), /there are no images/);
  assert.equal(tf.memory().numTensors, numTensors + 1);
  tf.dispose([tensor, empty]);
});
