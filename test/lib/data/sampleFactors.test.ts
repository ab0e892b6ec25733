import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleFactors } from "../../../lib/data/sampleFactors";

const factors = [
  { name: "shape", values: ["a", "b", "c"] },
  { name: "x", values: [10, 20, 30, 40] },
];

/** [values] of one factor */
const column = (rows: Int32Array, k: number): number[] =>
  Array.from(rows).filter((_, i) => i % factors.length === k);

test("the same seed gives the same rows, another one others", () => {
  assert.deepEqual(
    sampleFactors(factors, 50, { seed: 3 }),
    sampleFactors(factors, 50, { seed: 3 }),
  );
  assert.notDeepEqual(
    sampleFactors(factors, 50, { seed: 3 }),
    sampleFactors(factors, 50, { seed: 4 }),
  );
});

test("all combinations are equally likely", () => {
  const count = 12_000;
  const rows = sampleFactors(factors, count, { seed: 0 });
  const cells = new Array<number>(12).fill(0);
  for (let i = 0; i < count; i++) cells[rows[2 * i]! * 4 + rows[2 * i + 1]!]! += 1;
  const expected = count / 12;
  const chiSquare = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 11 degrees of freedom: mean 11, standard deviation √22 = 4.7; 31.3 is exceeded once in a thousand seeds.
  assert.ok(chiSquare < 31.3, String(chiSquare));
});

test("a fixed factor is that everywhere, the others are as without it", () => {
  const free = sampleFactors(factors, 200, { seed: 5 });
  const fixed = sampleFactors(factors, 200, { seed: 5, fixed: { shape: 2 } });
  assert.deepEqual(new Set(column(fixed, 0)), new Set([2]));
  assert.deepEqual(column(fixed, 1), column(free, 1));
});

for (const { what, run, says } of [
  {
    what: "count 0",
    run: () => sampleFactors(factors, 0, { seed: 0 }),
    says: /sampleFactors: count/,
  },
  {
    what: "seed 0.5",
    run: () => sampleFactors(factors, 1, { seed: 0.5 }),
    says: /sampleFactors: seed/,
  },
  {
    what: "an unknown factor",
    run: () => sampleFactors(factors, 1, { seed: 0, fixed: { hue: 1 } }),
    says: /fixed names the factor "hue"\. Choose among shape, x\./,
  },
  {
    what: "a value in place of its index",
    run: () => sampleFactors(factors, 1, { seed: 0, fixed: { x: 10 } }),
    says: /fixed\.x must be .* at most 3; it is 10\. It is the index of a value/,
  },
]) {
  test(`${what} is refused`, () => {
    assert.throws(run, { name: "RangeError", message: says });
  });
}
