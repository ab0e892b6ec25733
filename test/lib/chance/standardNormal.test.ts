import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";

before(() => backend());

const draw = (seed: number, count = 10) => standardNormal([count], { seed }).dataSync<"float32">();

test("a seed repeats, 0 like any other", () => {
  for (const seed of [0, 1, -7]) assert.deepEqual(draw(seed), draw(seed));
  assert.notDeepEqual(draw(0), draw(1));
});

test("mean 0 and variance 1, within 4 standard errors of 100,000 draws", () => {
  const n = 100_000;
  const values = draw(3, n);
  const mean = values.reduce((a, b) => a + b) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  assert.ok(Math.abs(mean) < 4 / Math.sqrt(n));
  assert.ok(Math.abs(variance - 1) < 4 * Math.sqrt(2 / n));
});

test("refuses a seed that is none", () => {
  assert.throws(() => draw(NaN), /standardNormal: seed must be a whole number; it is NaN/);
});
