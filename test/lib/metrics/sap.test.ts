import assert from "node:assert/strict";
import { test } from "node:test";
import { sap } from "../../../lib/metrics/sap";
import { thresholdAccuracy } from "../../../lib/metrics/thresholdAccuracy";
import { factorRows, rotated } from "./identityData";

const rows = factorRows(3_000);
const all = rows[0]!.map((_, k) => k);

test("a code that equals the factors ≈ 1, a constant and a duplicated code 0", () => {
  // R² of unrelated columns is about 1/n; the largest of nine a few times that.
  assert.ok(sap(rows, rows).score > 0.99);
  assert.equal(
    sap(
      rows.map((row) => row.map(() => 2)),
      rows,
    ).score,
    0,
  );
  assert.ok(
    sap(
      rows.map((row) => [...row, ...row]),
      rows,
    ).score < 1e-12,
  );
});

test("R² by hand, and unchanged by scale and sign", () => {
  // Cov = 2/3 · 1.5, Var = 2/3 and 14/9: R² = 1 / (2/3 · 14/9) = 27/28.
  const factors = [[0], [1], [2]];
  const codes = [
    [0, 5],
    [1, 5],
    [3, 5],
  ];
  const { predictability, score } = sap(codes, factors);
  assert.ok(Math.abs(predictability[0]![0]! - 27 / 28) < 1e-12);
  assert.equal(predictability[1]![0], 0);
  assert.ok(Math.abs(score - 27 / 28) < 1e-12);
  const turned = codes.map(([a, b]) => [-3 * a!, b!]);
  assert.ok(Math.abs(sap(turned, factors).score - 27 / 28) < 1e-12);
});

test("rotation: each of two dimensions explains half, so the gap closes", () => {
  const { score, predictability } = sap(rotated(rows), rows);
  // R² = 1/2, with standard error about √(1/n) = 0.02.
  assert.ok(Math.abs(predictability[0]![0]! - 0.5) < 0.08);
  assert.ok(score < 0.08, String(score));
});

test("categories: thresholds find classes in any order; balanced accuracy of guessing is 1 / classes", () => {
  const classes = { of: Int32Array.of(2, 2, 0, 0, 0, 1), count: 3 };
  assert.ok(Math.abs(thresholdAccuracy(Float64Array.of(1, 2, 5, 6, 7, 9), classes) - 1) < 1e-12);
  assert.ok(Math.abs(thresholdAccuracy(new Float64Array(6), classes) - 1 / 3) < 1e-12);
  // Class 0 lies on both sides of class 1; two classes have one threshold: 1/2 (1/2 + 1) at best.
  const split = { of: Int32Array.of(0, 1, 1, 0), count: 2 };
  assert.ok(Math.abs(thresholdAccuracy(Float64Array.of(1, 2, 3, 4), split) - 0.75) < 1e-12);
  // Not between equal values.
  assert.ok(Math.abs(thresholdAccuracy(Float64Array.of(1, 1, 2, 2), split) - 0.5) < 1e-12);
  const { score } = sap(rows, rows, { categorical: all });
  // 1 less the best of nine in-sample guesses, 0.1 and a little: the thresholds fit 3,000 examples.
  assert.ok(score > 0.84 && score < 0.9, String(score));
});

test("thresholds agree with trying them all", () => {
  const values = Float64Array.from({ length: 9 }, (_, i) => (i * 7) % 5);
  const of = Int32Array.from({ length: 9 }, (_, i) => [0, 1, 2, 2, 1, 0, 1, 1, 2][i]!);
  const count = 3;
  const size = [0, 1, 2].map((c) => of.filter((label) => label === c).length);
  let best = 0;
  for (let low = -0.5; low < 5; low++)
    for (let high = low; high < 5; high++)
      for (let guess = 0; guess < 27; guess++) {
        const answer = [guess % 3, Math.floor(guess / 3) % 3, Math.floor(guess / 9)];
        const right = (v: number, i: number): number =>
          answer[v < low ? 0 : v < high ? 1 : 2] === of[i] ? 1 / (count * size[of[i]!]!) : 0;
        best = Math.max(
          best,
          values.reduce((sum, v, i) => sum + right(v, i), 0),
        );
      }
  if (size.includes(0)) assert.fail("the example lacks a class");
  assert.ok(Math.abs(thresholdAccuracy(values, { of, count }) - best) < 1e-12);
});

test("refuses a category that is no column", () => {
  assert.throws(
    () => sap(rows, rows, { categorical: [10] }),
    /column 10, but factors have columns 0 to 9/,
  );
});
