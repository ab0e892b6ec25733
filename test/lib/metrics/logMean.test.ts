import assert from "node:assert/strict";
import { test } from "node:test";
import { LogMean } from "../../../lib/metrics/logMean";

function logMean(...groups: [logSum: number, count: number][]): number {
  const mean = new LogMean();
  for (const group of groups) mean.add(...group);
  return mean.value;
}

test("is the logarithm of the mean, however the numbers are grouped", () => {
  // (1 + 2 + 3 + 6) / 4 = 3
  const expected = Math.log(3);
  for (const groups of [
    [
      [Math.log(1), 1],
      [Math.log(11), 3],
    ],
    [
      [Math.log(6), 1],
      [Math.log(3), 2],
      [Math.log(3), 1],
    ],
    [[Math.log(12), 4]],
  ] as [number, number][][]) {
    assert.ok(Math.abs(logMean(...groups) - expected) < 1e-12);
  }
});

test("neither overflows nor loses the larger part", () => {
  assert.equal(logMean([-1e5, 1], [1e5, 1]), 1e5 - Math.LN2);
  assert.equal(logMean([1e5, 1], [-1e5, 1]), 1e5 - Math.LN2);
});

test("a weight of zero counts", () => {
  assert.ok(Math.abs(logMean([-Infinity, 1], [0, 1]) + Math.LN2) < 1e-12);
  assert.ok(Math.abs(logMean([0, 1], [-Infinity, 1]) + Math.LN2) < 1e-12);
  assert.equal(logMean([-Infinity, 1]), -Infinity);
});
