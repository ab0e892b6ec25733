import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { auroc, typicality } from "../../../lib/metrics";

test("is the distance of the mean of −log p from the entropy, either way", () => {
  const { entropy, distance } = typicality([-90, -100, -110], { group: 2 });
  assert.equal(entropy, 100);
  assert.equal(distance([-100, -130]), 15);
  assert.equal(distance([-60, -80]), 30);
});

test("the threshold is the quantile of distances of groups of the reference", () => {
  // Of values 0 and −2 alone the distance of one is always 1.
  const one = typicality([0, -2], { group: 1 });
  assert.equal(one.threshold, 1);
  assert.ok(one.isTypical([-2]) && one.isTypical([-1]) && !one.isTypical([0.1]));
  // Two of them: distance 0 or 1 with probability ½ each.
  assert.equal(typicality([0, -2], { group: 2, confidence: 0.4 }).threshold, 0);
  assert.equal(typicality([0, -2], { group: 2, confidence: 0.6 }).threshold, 1);
});

test("as many pass as are said to, of what is like the reference", () => {
  const normal = (n: number, seed: number): Float32Array =>
    tf.tidy(() => tf.randomNormal([n], -100, 8, "float32", seed).dataSync<"float32">().slice());
  const { isTypical, threshold } = typicality(normal(10_000, 1), { group: 4, confidence: 0.9 });
  // The mean of four has a standard deviation of 4: |·| stays below 1.645 · 4 in 90 %.
  assert.ok(Math.abs(threshold - 6.58) < 0.5, `${threshold}`);
  const fresh = normal(8000, 2);
  const passed = Array.from({ length: 2000 }, (_, i) =>
    isTypical(fresh.subarray(4 * i, 4 * i + 4)),
  ).filter(Boolean).length;
  // The threshold's own standard error, of 1000 resamples, is 0.2, which is worth 0.01.
  assert.ok(Math.abs(passed / 2000 - 0.9) < 4 * Math.sqrt(0.09 / 2000) + 4 * 0.01, `${passed}`);
});

test("refuses what is no log-likelihood, and a group of another size", () => {
  assert.throws(() => typicality([-1]), { message: /typicality: the reference has 1 values/ });
  assert.throws(() => typicality([-1, NaN]), { message: /value 1 of the reference is NaN/ });
  const { distance } = typicality([-1, -2], { group: 2 });
  assert.throws(() => distance([-1]), { message: /a group has 1 values.*groups of 2/ });
  assert.throws(() => distance([-1, -Infinity]), { message: /value 1 of the group is -Infinity/ });
});

test("auroc counts pairs in the right order, ties as a half", () => {
  assert.equal(auroc([3, 4], [1, 2]), 1);
  assert.equal(auroc([1, 2], [3, 4]), 0);
  assert.equal(auroc([1, 1], [1, 1, 1]), 0.5);
  // Pairs: 2 > 1, 2 = 2, 2 < 3; 5 > 1, 2, 3; 0 < all: (1 + ½ + 3) / 9.
  assert.equal(auroc([2, 5, 0], [1, 2, 3]), 4.5 / 9);
});

test("auroc refuses an empty list and NaN", () => {
  assert.throws(() => auroc([], [1]), { message: /auroc: the positives are empty/ });
  assert.throws(() => auroc([1], [NaN]), { message: /auroc: the negatives hold NaN/ });
});
