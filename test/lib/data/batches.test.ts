import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { batches, type BatchesOptions } from "../../../lib/data/batches";
import type { ImageSet } from "../../../lib/data/imageSet";
import { tinySet } from "./tinySet";

/** The indices of each batch; checks that pixels and labels are those of the indices. */
function epochOf(set: ImageSet, options: BatchesOptions): number[][] {
  return Array.from(batches(set, options), ({ indices, images, labels }) => {
    const pixels = images.dataSync();
    assert.deepEqual(images.shape, [indices.length, 2]);
    images.dispose();
    indices.forEach((index, row) => {
      assert.equal(pixels[2 * row], Math.fround(set.pixels[2 * index]! / 255));
      assert.equal(labels[row], set.labels[index]);
    });
    return [...indices];
  });
}

test("every image exactly once, in full batches but for the last, whatever the sizes", () => {
  const options = fc.record({
    batchSize: fc.integer({ min: 1, max: 40 }),
    seed: fc.integer(),
    epoch: fc.nat(),
  });
  const before = tf.memory().numTensors;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), options, (size, chosen) => {
      const epoch = epochOf(tinySet(size), chosen);
      const sorted = epoch.flat().sort((a, b) => a - b);
      assert.deepEqual(
        sorted,
        Array.from({ length: size }, (_, i) => i),
      );
      const sizes = epoch.map((batch) => batch.length);
      const last = size % chosen.batchSize || Math.min(chosen.batchSize, size);
      assert.ok(sizes.slice(0, -1).every((n) => n === chosen.batchSize));
      assert.equal(sizes.at(-1), last);
    }),
    { seed: 1, numRuns: 50 },
  );
  assert.equal(tf.memory().numTensors, before);
});

test("the order is a function of seed and epoch alone", () => {
  const order = (options: Partial<BatchesOptions>): number[] =>
    epochOf(tinySet(50), { batchSize: 7, seed: 0, epoch: 1, ...options }).flat();
  assert.deepEqual(order({}), order({}));
  assert.deepEqual(order({ batchSize: 50 }), order({}));
  assert.notDeepEqual(order({ epoch: 2 }), order({}));
  assert.notDeepEqual(order({ seed: 1 }), order({}));
  assert.notDeepEqual(order({ seed: 1, epoch: 0 }), order({ seed: 0, epoch: 1 }));
});

test("the same epoch can be gone through twice, and left early without a leak", () => {
  const before = tf.memory().numTensors;
  const epoch = batches(tinySet(10), { batchSize: 4, seed: 0, epoch: 0 });
  const firstBatch = (): number[] => {
    for (const { indices, images } of epoch) {
      images.dispose();
      return [...indices];
    }
    return [];
  };
  assert.deepEqual(firstBatch(), firstBatch());
  assert.equal(tf.memory().numTensors, before);
});

for (const batchSize of [0, -1, 2.5, NaN, Infinity]) {
  test(`batch size ${batchSize} is refused at once`, () => {
    assert.throws(() => batches(tinySet(5), { batchSize, seed: 0, epoch: 0 }), {
      name: "RangeError",
      message: /^batches: batchSize .*for example 100/,
    });
  });
}

test("a batch size, seed or epoch of another kind is refused", () => {
  const good = { batchSize: 2, seed: 0, epoch: 0 };
  const text = "2" as unknown as number;
  assert.throws(() => batches(tinySet(5), { ...good, batchSize: text }), TypeError);
  assert.throws(() => batches(tinySet(5), { ...good, seed: 0.5 }), RangeError);
  assert.throws(() => batches(tinySet(5), { ...good, epoch: -1 }), RangeError);
});
