import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "node:test";
import { formatNumber, roundToRange, spread } from "../../../lib/plots/numbers";

test("numbers for people", () => {
  const cases: [number, string][] = [
    [105.93, "105.9"],
    [60000, "60,000"],
    [-0.5, "−0.5"],
    [0, "0"],
    [0.00001234, "1.234e-5"],
    [-1.5e12, "−1.5e12"],
    [12345.678, "12,350"],
    [NaN, "NaN"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

test("rounding to the range stays within a ten-thousandth of it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e12, max: 1e12, noNaN: true }), { minLength: 2 }),
      (values) => {
        const range = Math.max(...values) - Math.min(...values);
        fc.pre(range > 1e-9);
        roundToRange(values).forEach((rounded, i) => {
          assert.ok(Math.abs(rounded - values[i]!) <= 1e-4 * range + 1e-9 * Math.abs(values[i]!));
        });
      },
    ),
  );
});

test("spread gives rising indices within bounds, all of them if there is room", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.integer({ min: 1, max: 500 }),
      (size, count) => {
        const kept = spread(size, count);
        assert.equal(kept.length, Math.min(size, count));
        assert.ok(kept.every((index, i) => index < size && (i === 0 || index > kept[i - 1]!)));
      },
    ),
  );
  assert.deepEqual(spread(3, 10), [0, 1, 2]);
});
