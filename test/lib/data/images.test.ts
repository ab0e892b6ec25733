import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { images } from "../../../lib/data/images";
import { imageSet } from "../../../lib/data/imageSet";
import { tinySet } from "./tinySet";

test("bytes become intensities in [0, 1], one row an image", () => {
  const set = imageSet(Uint8Array.of(0, 51, 255, 102), { height: 1, width: 2 });
  const before = tf.memory().numTensors;
  const tensor = images(set);
  assert.equal(tf.memory().numTensors, before + 1);
  assert.deepEqual(tensor.shape, [2, 2]);
  assert.deepEqual(tensor.dataSync(), Float32Array.of(0, 0.2, 1, 0.4));
  tensor.dispose();
});

test("chosen images, in their order", () => {
  const tensor = images(tinySet(5), [3, 0]);
  assert.deepEqual(tensor.dataSync(), Float32Array.of(6 / 255, 7 / 255, 0, 1 / 255));
  tensor.dispose();
});

test("floats are copied as they are", () => {
  const pixels = Float32Array.of(0, 0.25, 1);
  const tensor = images(imageSet(pixels, { height: 1, width: 1 }));
  pixels.fill(0.5);
  assert.deepEqual(tensor.dataSync(), Float32Array.of(0, 0.25, 1));
  tensor.dispose();
});

test("indices outside the set are refused, and leave no tensor", () => {
  const before = tf.memory().numTensors;
  assert.throws(() => images(tinySet(5), [0, 5]), {
    name: "RangeError",
    message: "images: indices[1] is 5, but tiny has images 0 to 4. Choose one of these.",
  });
  assert.throws(() => images(tinySet(5), []), RangeError);
  assert.equal(tf.memory().numTensors, before);
});
