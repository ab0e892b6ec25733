import assert from "node:assert/strict";
import { test } from "node:test";
import { linearSchedule } from "../../../lib/training";

test("begins at the first step, arrives after its steps, and stays there", () => {
  const beta = linearSchedule({ from: 0, to: 1, steps: 4 });
  assert.deepEqual([1, 2, 3, 4, 5, 6, 1e9].map(beta), [0, 0.25, 0.5, 0.75, 1, 1, 1]);
});

test("falls as well as it rises, and ends at `to` to the last bit", () => {
  const beta = linearSchedule({ from: 0.3, to: 0.1, steps: 2 });
  assert.equal(beta(1), 0.3);
  assert.ok(Math.abs(beta(2) - 0.2) < 1e-15);
  assert.equal(beta(3), 0.1);
});

test("refuses what makes no line", () => {
  for (const steps of [0, 1.5, NaN]) {
    assert.throws(() => linearSchedule({ from: 0, to: 1, steps }), {
      name: "RangeError",
      message: /linearSchedule: steps must be a whole number of at least 1; it is/,
    });
  }
  assert.throws(() => linearSchedule({ from: 0, to: Infinity, steps: 1 }), {
    message: /linearSchedule: to must be a finite number; it is Infinity/,
  });
});
