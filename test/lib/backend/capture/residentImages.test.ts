import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { residentImages } from "../../../../lib/backend/capture/residentImages";
import { imageSet, images, subset, take, type ImageSet } from "../../../../lib/data";
import { captureWith, countTensors, difference, nativeTest } from "./nativeTest";

/** Images of 2 × 3 pixels, every byte value among them. */
function gray(size: number): ImageSet {
  const pixels = Uint8Array.from({ length: size * 6 }, (_, i) => (i * 7) % 256);
  return imageSet(pixels, { name: "gray", height: 2, width: 3 });
}

function floats(size: number): ImageSet {
  const pixels = Float32Array.from({ length: size * 6 }, (_, i) => ((i * 7) % 256) / 255);
  return imageSet(pixels, { name: "floats", height: 2, width: 3 });
}

const sets: Record<string, ImageSet> = {
  bytes: gray(100),
  floats: floats(100),
  "the first few": take(gray(100), 7),
  "a selection": subset(gray(100), [3, 1, 4, 15, 92]),
};

for (const [name, set] of Object.entries(sets)) {
  nativeTest(`${name}: a batch is what images() gives, eager and captured`, (backend) => {
    const before = countTensors(backend);
    const resident = residentImages(backend, set);
    const captured = captureWith(backend, "xla", (indices) => resident.take(indices));
    for (const batch of [
      [0, 1, 2],
      [set.size - 1, 0, 3],
      [4, 4, 4],
      [2, 0, 1],
    ]) {
      const indices = tf.tensor1d(batch, "int32");
      const expected = images(set, Int32Array.from(batch));
      for (const actual of [resident.take(indices), captured(indices)]) {
        assert.deepEqual([actual.dtype, actual.shape], ["float32", [3, 6]]);
        // XLA multiplies by 1/255 instead of dividing: one rounding more.
        assert.ok(difference(actual, expected) <= 2 ** -23);
        actual.dispose();
      }
      tf.dispose([indices, expected]);
    }
    captured.dispose();
    resident.dispose();
    assert.deepEqual(countTensors(backend), before);
  });
}
