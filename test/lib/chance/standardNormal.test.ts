import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { seedKey, standardNormal, type Seed } from "../../../lib/chance";
import { assertNoLeak } from "../gradients";
import { correlation, kolmogorov, normalCdf } from "./statistics";

before(() => backend());

const draw = (seed: Seed, count = 10): Float32Array =>
  tf.tidy(() => standardNormal([count], { seed }).dataSync<"float32">().slice());

for (const [name, seedOf] of [
  ["a number", (i: number) => i],
  ["a key", (i: number) => seedKey(i, 7)],
] as const) {
  test(`from ${name}: repeats, 0 like any other`, () => {
    for (const i of [0, 1, -7]) assert.deepEqual(draw(seedOf(i)), draw(seedOf(i)));
    assert.notDeepEqual(draw(seedOf(0)), draw(seedOf(1)));
  });

  test(`from ${name}: standard normal, and one draw says nothing of the next`, () => {
    const n = 100_000;
    const values = draw(seedOf(3), n);
    const mean = values.reduce((a, b) => a + b) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
    const kurtosis = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / n;
    // Four standard errors: by chance once in 16,000.
    assert.ok(Math.abs(mean) < 4 / Math.sqrt(n));
    assert.ok(Math.abs(variance - 1) < 4 * Math.sqrt(2 / n));
    assert.ok(Math.abs(kurtosis - 3) < 4 * Math.sqrt(96 / n));
    assert.ok(kolmogorov(values, normalCdf) < 1.95);
    assert.ok(Math.abs(correlation(values.subarray(1), values.subarray(0, -1))) < 4);
  });
}

test("refuses a seed that is none, and leaves no tensor behind", () => {
  assert.throws(() => draw(NaN), /standardNormal: seed must be a whole number; it is NaN/);
  const key = seedKey(1, 2);
  for (const seed of [5, key]) assertNoLeak(() => standardNormal([3], { seed }));
});
