import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { attacked, pgd, type BatchAttack } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { uniform } from "../../../lib/chance";
import { imageSet } from "../../../lib/data";
import { linearClassifier } from "./linearClassifier";

before(() => backend());

/** Seven images of two pixels, gray levels and labels that tell which is which. */
const bytes = Uint8Array.from({ length: 14 }, (_, i) => 17 * i);
const labels = [0, 1, 2, 0, 1, 2, 0];
const set = imageSet(bytes, { name: "gray", height: 1, width: 2, labels });

const darken: BatchAttack = (images, of) =>
  images.mul(of.cast<tf.Tensor1D>("float32").mul(0.25).expandDims(1).add(0.5));

test("every image with its own label, in the order of the set", async () => {
  const expected = Float32Array.from(bytes, (value, i) => {
    const label = labels[Math.floor(i / 2)]!;
    return Math.fround(value / 255) * (0.5 + 0.25 * label);
  });
  for (const batchSize of [1, 2, 3, 7, 100]) {
    const result = await attacked(set, darken, { batchSize });
    assert.deepEqual(
      Array.from(result.pixels, (value) => value.toFixed(6)),
      Array.from(expected, (value) => value.toFixed(6)),
    );
    assert.deepEqual(result, { ...set, name: "gray, attacked", pixels: result.pixels });
  }
});

test("batches have one size, of at most what was asked for", async () => {
  const sizes: number[] = [];
  const attack: BatchAttack = (images) => {
    sizes.push(images.shape[0]);
    return images;
  };
  await attacked(set, attack, { batchSize: 5 });
  assert.deepEqual(sizes, [4, 4]);
  sizes.length = 0;
  await attacked(set, attack);
  assert.deepEqual(sizes, [7]);
});

test("every batch has a seed of its own; the same seed repeats", async () => {
  const noise: BatchAttack = (images, _, seed) => uniform<tf.Rank.R2>(images.shape, { seed });
  const at = async (seed: number) =>
    Array.from((await attacked(set, noise, { batchSize: 2, seed })).pixels);
  const [one, again, other] = [await at(1), await at(1), await at(2)];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
  assert.notDeepEqual(one.slice(0, 4), one.slice(4, 8));
});

test("tells its progress, and leaves no tensor behind, also what the attack forgot", async () => {
  const { numTensors } = tf.memory();
  const told: number[] = [];
  const classifier = linearClassifier([1, 2]);
  const binary = imageSet(bytes, { height: 1, width: 2, labels: labels.map((y) => y % 2) });
  await attacked(
    binary,
    (images, of, seed) => {
      tf.scalar(1);
      return pgd(classifier, images, of, { epsilon: 0.1, steps: 2, seed });
    },
    { batchSize: 3, onProgress: (fraction) => told.push(fraction) },
  );
  assert.deepEqual(told, [3 / 7, 6 / 7, 1]);
  assert.equal(tf.memory().numTensors, numTensors);
});

test("stops between two batches", async () => {
  const controller = new AbortController();
  let batches = 0;
  const attack: BatchAttack = (images) => {
    batches++;
    controller.abort(new Error("no more"));
    return images;
  };
  const { numTensors } = tf.memory();
  const work = attacked(set, attack, { batchSize: 2, signal: controller.signal });
  await assert.rejects(work, { message: "no more" });
  assert.equal(batches, 1);
  assert.equal(tf.memory().numTensors, numTensors);
});

test("refuses images that are none, and options out of range", async () => {
  const { numTensors } = tf.memory();
  await assert.rejects(
    attacked(set, (images) => images.mul(1.5), { batchSize: 4 }),
    /^Error: attacked: the attack made a pixel 1\.\d+ in image 5; pixels lie in \[0, 1\]/,
  );
  await assert.rejects(
    attacked(set, (images) => images.mul(NaN)),
    /a pixel NaN in image 0/,
  );
  await assert.rejects(
    attacked(set, (images) => images.slice([0, 0], [1, 2])),
    /^RangeError: attacked: the attack's result has shape \[1, 2\], expected \[7, 2\]/,
  );
  await assert.rejects(attacked(set, darken, { batchSize: 0 }), /attacked: batchSize must be/);
  assert.equal(tf.memory().numTensors, numTensors);
});
