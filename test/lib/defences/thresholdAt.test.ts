import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { thresholdAt } from "../../../lib/defences/thresholdAt";

const above = (scores: readonly number[], threshold: number) =>
  scores.filter((score) => score > threshold).length;

test("by hand: of a hundred scores 5 % lie above the 95th", () => {
  const scores = Array.from({ length: 100 }, (_, i) => (i * 37) % 100);
  assert.equal(thresholdAt(scores, 0.05), 94);
  assert.equal(thresholdAt(scores, 0.29), 70); // 0.29 · 100 < 29 in floating point
  assert.equal(thresholdAt(scores, 0), 99);
  assert.equal(thresholdAt(scores, 1 - Number.EPSILON), 0);
});

test("is the smallest score above which there are not too many", () => {
  const scores = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });
  const rate = fc.double({ min: 0, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(scores, rate, (scores, rate) => {
      const threshold = thresholdAt(scores, rate);
      const allowed = rate * scores.length * (1 + 1e-15);
      assert.ok(scores.includes(threshold));
      assert.ok(above(scores, threshold) <= allowed);
      for (const score of scores) {
        if (score < threshold) assert.ok(above(scores, score) > rate * scores.length * (1 - 1e-15));
      }
    }),
  );
});

test("refuses scores and rates that are none", () => {
  assert.throws(() => thresholdAt([], 0.1), { name: "RangeError", message: /scores are empty/ });
  assert.throws(() => thresholdAt([1, NaN], 0.1), { message: /scores hold NaN/ });
  assert.throws(() => thresholdAt([1], 1), { message: /the rate must be .* it is 1/ });
  assert.throws(() => thresholdAt([1], -0.1), { message: /the rate must be/ });
});
