import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { imageSet } from "../../../lib/data";
import { accuracy, wilsonInterval } from "../../../lib/metrics";
import type { ImageClassifier } from "../../../lib/models/imageClassifier";

before(() => backend());

/** The class is the brighter of two pixels. */
const brighter: ImageClassifier = { logits: (images) => images.clone() };
const set = imageSet(Float32Array.of(1, 0, 0.2, 0.3, 0.5, 0.5, 0.9, 1, 0, 1), {
  height: 1,
  width: 2,
  labels: [0, 1, 1, 0, 1],
});

test("counts the right ones, in any batches, with their interval", async () => {
  for (const batchSize of [1, 2, 3, 1000]) {
    const { predictions, ...report } = await accuracy(brighter, set, { batchSize });
    assert.deepEqual([...predictions], [0, 1, 0, 1, 1], "the first of equal logits");
    const interval = wilsonInterval(3, 5);
    assert.deepEqual(report, { correct: 3, trials: 5, accuracy: 0.6, ...interval });
  }
});

test("chance in the classifier follows the seed, and differs between batches", async () => {
  const noisy: ImageClassifier = {
    logits: (images, options) => standardNormal([images.shape[0], 2], options!),
  };
  const many = imageSet(new Uint8Array(200), { height: 1, width: 1 });
  const guess = async (seed: number) =>
    (await accuracy(noisy, many, { seed, batchSize: 100 })).predictions;
  assert.deepEqual(await guess(1), await guess(1));
  assert.notDeepEqual(await guess(1), await guess(2));
  const once = await guess(1);
  assert.notDeepEqual(once.slice(0, 100), once.slice(100));
});

test("refuses NaN, foreign labels and other shapes; leaves no tensor behind", async () => {
  const { numTensors } = tf.memory();
  const refused = (classifier: ImageClassifier, message: RegExp) =>
    assert.rejects(accuracy(classifier, set), { message });
  const nan: ImageClassifier = {
    logits: (images) => tf.tidy(() => tf.div(images, images).mul<tf.Tensor2D>(1)),
  };
  await refused(nan, /accuracy: a logit of image 0 is NaN\. Look at the classifier's weights/);
  const oneClass: ImageClassifier = { logits: (images) => images.slice([0, 0], [-1, 1]) };
  await refused(oneClass, /image 1 of images has label 1, the classifier has classes 0 to 0/);
  const short: ImageClassifier = { logits: (images) => images.slice([0, 0], [1, -1]) };
  await refused(short, /the logits has shape \[1, 2\], expected \[5, n\]/);
  const signal = AbortSignal.abort(new Error("no"));
  await assert.rejects(accuracy(brighter, set, { signal }), { message: "no" });
  await assert.rejects(accuracy(brighter, set, { batchSize: 0 }), RangeError);
  assert.equal(tf.memory().numTensors, numTensors);
});
