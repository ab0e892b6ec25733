import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { binarize, seedKey } from "../../../lib/chance";
import { assertNoLeak } from "../gradients";

before(() => backend());

const N = 50_000;

test("a pixel is 1 with the probability that is its intensity", () => {
  for (const seed of [3, seedKey(3, 4)]) {
    const intensities = [0, 0.1, 0.5, 0.9, 1];
    const images = tf.tile(tf.tensor2d([intensities]), [N, 1]);
    const drawn = binarize(images, { seed });
    assert.deepEqual([...new Set(drawn.dataSync())].sort(), [0, 1]);
    const shares = drawn.mean(0).dataSync();
    for (const [i, p] of intensities.entries()) {
      // Four standard errors; black and white stay what they are. The mean itself is good to 1e-6.
      assert.ok(Math.abs(shares[i]! - p) <= 4 * Math.sqrt((p * (1 - p)) / N) + 1e-6);
    }
  }
});

test("another step draws others, the same one the same; nothing is left behind", () => {
  const gray = tf.fill([100], 0.5);
  const at = (step: number) => binarize(gray, { seed: seedKey(1, step) }).dataSync();
  assert.deepEqual(at(1), at(1));
  assert.notDeepEqual(at(1), at(2));
  const key = seedKey(1, 2);
  assertNoLeak(() => binarize(gray, { seed: key }));
});
