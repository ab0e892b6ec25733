import assert from "node:assert/strict";
import { test } from "node:test";
import { ratioOf } from "../../../bench/engines/measured";

test("a ratio is formed in each round, then come median and range", () => {
  // The ratio of the medians would be 5 / 20.
  assert.deepEqual(ratioOf([4, 5, 9], [8, 50, 20]), { median: 0.45, least: 0.1, most: 0.5 });
  assert.deepEqual(ratioOf([4, 5], [8, 10]), { median: 0.5, least: 0.5, most: 0.5 });
});

test("rounds that only one of them did are left out", () => {
  assert.deepEqual(ratioOf([4, 6, 100], [8, 8]), { median: 0.625, least: 0.5, most: 0.75 });
  assert.deepEqual(ratioOf([4], [8, 8, 8]), { median: 0.5, least: 0.5, most: 0.5 });
  assert.equal(ratioOf([], [8]), undefined);
  assert.equal(ratioOf([4], undefined), undefined);
  assert.equal(ratioOf(undefined, [8]), undefined);
});
