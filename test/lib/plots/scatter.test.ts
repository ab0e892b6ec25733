import assert from "node:assert/strict";
import { test } from "node:test";
import { scatter } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

const count = 10_000;
const x = Float32Array.from({ length: count }, (_, i) => Math.sin(i));
const y = Float32Array.from({ length: count }, (_, i) => Math.cos(3 * i));
const label = Uint8Array.from({ length: count }, (_, i) => i % 10);

test("classes are coloured, in the legend, and named at their median", async () => {
  const { texts } = await drawn(scatter({ x, y }, { label, labelTitle: "digit", square: true }));
  for (let digit = 0; digit < 10; digit++) {
    assert.equal(texts.filter((text) => text === String(digit)).length >= 2, true);
  }
});

test("a sample of the points is drawn, and the description says so", () => {
  const chart = scatter({ x, y }, { label, maximum: 500 });
  const drawnRows = rows(chart);
  assert.equal(drawnRows.length, 500);
  // Each class has 50 on average, standard deviation at most √(500 · 0.1 · 0.9) = 6.7.
  for (let digit = 0; digit < 10; digit++) {
    const share = drawnRows.filter((row) => row["class"] === String(digit)).length;
    assert.ok(share > 23 && share < 77, `${share} of class ${digit}`);
  }
  assert.match(chart.description, /10,000 points \(500 of them drawn\)/);
  assert.ok(JSON.stringify(scatter({ x, y }, { label })).length < 60_000);
});

test("a tensor [n, 2] is read by rows", async () => {
  const points = { shape: [3, 2], dataSync: () => [1, 2, 3, 4, 5, 6] };
  assert.deepEqual(rows(scatter(points)), [
    { x: "1", y: "2" },
    { x: "3", y: "4" },
    { x: "5", y: "6" },
  ]);
  await drawn(scatter(points));
});

test("bad data are refused", () => {
  assert.throws(() => scatter({ shape: [2, 3], dataSync: () => [] }), /\[2, 3\].*needs \[n, 2\]/);
  assert.throws(() => scatter({ x: [1], y: [Infinity] }), /y\[0\] is Infinity/);
  assert.throws(() => scatter({ x: [1, 2], y: [1, 2] }, { label: [1] }), /label has 1 entries/);
  const many = { x: x.slice(0, 11), y: y.slice(0, 11) };
  assert.throws(() => scatter(many, { label: "abcdefghijk".split("") }), /11 different values/);
});
