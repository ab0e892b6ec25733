import assert from "node:assert/strict";
import { test } from "node:test";
import { cyclicalSchedule } from "../../../lib/training";

const steps = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

test("rises in the first half of each cycle, and stays after the last one", () => {
  const beta = cyclicalSchedule({ from: 0, to: 1, steps: 16, cycles: 2 });
  const cycle = [0, 0.25, 0.5, 0.75, 1, 1, 1, 1];
  assert.deepEqual(steps(18).map(beta), [...cycle, ...cycle, 1, 1]);
});

test("has four cycles by default", () => {
  const beta = cyclicalSchedule({ from: 0.5, to: 2, steps: 40 });
  assert.deepEqual(
    steps(50).filter((step) => beta(step) === 0.5),
    [1, 11, 21, 31],
  );
});

test("rising 1 is a saw, rising 0 no schedule at all", () => {
  const saw = cyclicalSchedule({ from: 0, to: 1, steps: 4, cycles: 1, rising: 1 });
  assert.deepEqual(steps(6).map(saw), [0, 0.25, 0.5, 0.75, 1, 1]);
  const flat = cyclicalSchedule({ from: 0, to: 1, steps: 4, cycles: 1, rising: 0 });
  assert.deepEqual(steps(5).map(flat), [1, 1, 1, 1, 1]);
});

test("begins each cycle anew where the steps are no multiple of the cycles", () => {
  const beta = cyclicalSchedule({ from: 0, to: 1, steps: 10, cycles: 3 });
  // Periods of 3⅓: those that begin within steps 1, 5 and 8 have the smallest values of their cycles.
  const values = steps(10).map(beta);
  const smallest = values.flatMap((value, i) => (value < (values[i - 1] ?? 2) ? [i + 1] : []));
  assert.deepEqual(smallest, [1, 5, 8]);
});

test("refuses what makes no cycles", () => {
  const refuse = (options: object, message: RegExp): void => {
    assert.throws(() => cyclicalSchedule({ from: 0, to: 1, steps: 10, ...options }), {
      name: "RangeError",
      message,
    });
  };
  refuse({ steps: 3 }, /cyclicalSchedule: steps must be a whole number of at least 4; it is 3/);
  refuse({ cycles: 0 }, /cyclicalSchedule: cycles must be a whole number of at least 1; it is 0/);
  refuse({ rising: 1.5 }, /cyclicalSchedule: rising must be a finite number .* at most 1; it is/);
});
