import assert from "node:assert/strict";
import { test } from "node:test";
import { heatmap } from "../../../lib/plots";
import { drawn } from "./drawn";

test("cells stand at their x and y, and the extremes are told", async () => {
  const grid = { x: [0, 1, 2], y: [10, 20], z: (x: number, y: number) => x + y };
  const chart = heatmap(grid, {
    x: "a",
    y: "b",
    z: "sum",
    marks: [{ x: 1, y: 20, label: "here" }],
  });
  const { svg, texts } = await drawn(chart);
  assert.match(chart.description, /Smallest 10 at a 0, b 10; largest 22 at a 2, b 20/);
  assert.ok(texts.includes("here") && texts.includes("sum"));
  assert.equal((svg.match(/aria-roledescription="rect mark"/g) ?? []).length, 6);
});

test("a grid in numbers equals the same grid as a function", () => {
  const axes = { x: [0, 1, 2], y: [10, 20] };
  assert.deepEqual(
    heatmap({ ...axes, z: [10, 11, 12, 20, 21, 22] }),
    heatmap({ ...axes, z: (x, y) => x + y }),
  );
});

test("bad grids are refused", () => {
  const y = [0, 1];
  assert.throws(() => heatmap({ x: [0, 1, 5], y, z: () => 1 }), /not evenly spaced/);
  assert.throws(() => heatmap({ x: [1, 0], y, z: () => 1 }), /must rise/);
  assert.throws(() => heatmap({ x: [0, 1], y, z: [1, 2, 3] }), /z has 3 values/);
  assert.throws(() => heatmap({ x: [0, 1], y, z: () => NaN }), /z\[0\] is NaN/);
  const fine = Array.from({ length: 200 }, (_, i) => i);
  assert.throws(() => heatmap({ x: fine, y: fine, z: () => 1 }), /40000 cells/);
});
