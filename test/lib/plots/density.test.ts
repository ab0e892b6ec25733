import assert from "node:assert/strict";
import { test } from "node:test";
import { density } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

test("a histogram has area 1 and its bars the right heights", () => {
  const bars = rows(density([0, 0, 0, 1, 2], { bins: 2 }));
  assert.deepEqual(bars, [
    { series: "samples", x: "0", end: "1", density: "0.6" },
    { series: "samples", x: "1", end: "2", density: "0.4" },
  ]);
});

test("values outside the range are left out, and counted", () => {
  const chart = density([0.5, 1.5, 9], { range: [0, 2], bins: 2 });
  const area = rows(chart).reduce((sum, row) => sum + Number(row["density"]), 0);
  assert.ok(Math.abs(area - 2 / 3) < 1e-3);
  assert.match(chart.description, /1 outside the range/);
});

test("several samples, a curve and a rule draw without a warning", async () => {
  const { texts } = await drawn(
    density(
      [
        { name: "prior", values: [0, 1, 2] },
        { name: "posterior", values: [1, 2, 3] },
      ],
      {
        x: "z",
        curve: { name: "N(0, 1)", density: (z) => Math.exp(-z * z) },
        rules: [{ x: 1, label: "mean" }],
      },
    ),
  );
  for (const text of ["prior", "posterior", "N(0, 1)", "mean", "z", "density"]) {
    assert.ok(texts.includes(text), text);
  }
});

test("equal values are one bar; bad data are refused", async () => {
  await drawn(density([3, 3, 3]));
  assert.throws(() => density([]), /empty/);
  assert.throws(() => density([1, NaN]), /\[1\] is NaN/);
  assert.throws(() => density([1, 2], { range: [2, 1] }), /start must be below/);
  assert.throws(() => density([1, 2], { bins: 0 }), /bins is 0/);
});
