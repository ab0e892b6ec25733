import assert from "node:assert/strict";
import { test } from "node:test";
import { shuffled } from "../../../lib/data/shuffled";

test("all numbers once, the same ones for the same seed", () => {
  assert.deepEqual(
    shuffled(100, 3).slice().sort(),
    Int32Array.from({ length: 100 }, (_, i) => i),
  );
  assert.deepEqual(shuffled(100, 3), shuffled(100, 3));
  assert.notDeepEqual(shuffled(100, 3), shuffled(100, 4));
});

test("every order of three is equally likely", () => {
  const draws = 6_000;
  const counts = new Map<string, number>();
  for (let seed = 0; seed < draws; seed++) {
    const order = shuffled(3, seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  // Standard error of a count: √(n p (1 − p)) = 28.9; four of them.
  for (const count of counts.values())
    assert.ok(Math.abs(count - draws / 6) < 4 * 28.9, String(count));
});
