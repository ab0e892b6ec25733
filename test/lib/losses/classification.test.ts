import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import type { Seed } from "../../../lib/chance";
import { classification, crossEntropy } from "../../../lib/losses";
import { Classifier } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

/** Its logits are the images. */
const identity = { logits: (images: tf.Tensor2D) => images.clone() };
const logits = () =>
  tf.tensor2d([
    [2, 0, 1],
    [0, 0, 5],
    [-1, 3, 2],
  ]);

test("the objective is log p(y|x), the accuracy 1 or 0", () => {
  const labels = [0, 1, 1];
  for (const given of [labels, Uint8Array.from(labels), tf.tensor1d(labels, "int32")]) {
    const { objective, accuracy } = classification(identity, logits(), { labels: given, seed: 0 });
    assertClose(objective.dataSync(), crossEntropy(logits(), labels).neg().dataSync(), 1e-6);
    assert.equal(accuracy.dtype, "float32");
    assert.deepEqual(Array.from(accuracy.dataSync()), [1, 0, 1]);
  }
});

test("the classifier gets the seed", () => {
  const seeds: (Seed | undefined)[] = [];
  const noisy = {
    logits: (images: tf.Tensor2D, options?: { seed: Seed }) => {
      seeds.push(options?.seed);
      return images.clone();
    },
  };
  classification(noisy, logits(), { labels: [0, 1, 1], seed: 7 });
  assert.deepEqual(seeds, [7]);
});

test("leaves no tensor behind", () => {
  const classifier = new Classifier({ height: 4, width: 4, filters: [2], dense: 3, classes: 3 });
  const [x, labels] = [tf.zeros<tf.Rank.R2>([2, 16]), tf.tensor1d([0, 2], "int32")];
  assertNoLeak(() => ({ ...classification(classifier, x, { labels, seed: 0 }) }));
  classifier.dispose();
});
