import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { seedKey, uniform, type Seed } from "../../../lib/chance";
import { nativeTest } from "../backend/capture/nativeTest";
import { correlation, kolmogorov, uneven } from "./statistics";

before(() => backend());

const N = 100_000;

const draw = (seed: Seed, count = N): Float32Array =>
  tf.tidy(() => uniform([count], { seed }).dataSync<"float32">().slice());

for (const [name, seedOf] of [
  ["a number", (i: number) => i],
  ["a key", (i: number) => seedKey(i, 7)],
] as const) {
  test(`from ${name}: repeats, and another one differs`, () => {
    assert.deepEqual(draw(seedOf(3), 10), draw(seedOf(3), 10));
    assert.deepEqual(draw(seedOf(0), 10), draw(seedOf(0), 10));
    assert.notDeepEqual(draw(seedOf(3), 10), draw(seedOf(4), 10));
  });

  test(`from ${name}: uniform on (0, 1), and one draw says nothing of the next`, () => {
    const values = draw(seedOf(3));
    assert.ok(values.every((value) => value >= 0 && value < 1));
    const mean = values.reduce((sum, value) => sum + value, 0) / N;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / N;
    // Four standard errors: by chance once in 16,000.
    assert.ok(Math.abs(mean - 1 / 2) < 4 * Math.sqrt(1 / 12 / N));
    assert.ok(Math.abs(square - 1 / 3) < 4 * Math.sqrt(4 / 45 / N));
    assert.ok(kolmogorov(values, (x) => x) < 1.95);
    // The highest and the lowest bits of 23; then pairs of neighbours.
    assert.ok(
      uneven(
        values.map((u) => Math.floor(u * 256)),
        256,
      ) < 4,
    );
    assert.ok(
      uneven(
        values.map((u) => Math.floor(u * 2 ** 23) % 256),
        256,
      ) < 4,
    );
    const pairs = Array.from({ length: N / 2 }, (_, i) =>
      [values[2 * i]!, values[2 * i + 1]!].reduce((sum, u) => 16 * sum + Math.floor(16 * u), 0),
    );
    assert.ok(uneven(pairs, 256) < 4);
    assert.ok(Math.abs(correlation(values.subarray(1), values.subarray(0, -1))) < 4);
  });
}

nativeTest("from a key, in the middle of one of 2²³ equal parts, so never 0 or 1", () => {
  for (const value of draw(seedKey(1, 2))) assert.equal((value * 2 ** 23) % 1, 0.5);
});

test("leaves no tensor behind", () => {
  const key = seedKey(1, 2);
  const count = tf.memory().numTensors;
  for (const seed of [5, key]) uniform([3], { seed }).dispose();
  assert.equal(tf.memory().numTensors, count);
});
