import assert from "node:assert/strict";
import { test } from "node:test";
import { pageSource } from "../../../../lib/notebook/explorer/pageSource";

test("the axes have few labels and round ones, however far the codes lie", async () => {
  const source = encodeURIComponent(pageSource("planeView.mjs"));
  const { ticksOf } = (await import(`data:text/javascript,${source}`)) as {
    ticksOf: (range: number) => number[];
  };
  assert.deepEqual(ticksOf(3), [-3, -2, -1, 0, 1, 2, 3]);
  assert.deepEqual(ticksOf(5.5), [-4, -2, 0, 2, 4]);
  assert.deepEqual(ticksOf(0.5), [-0.4, -0.2, 0, 0.2, 0.4]);
  assert.deepEqual(ticksOf(37), [-30, -20, -10, 0, 10, 20, 30]);
  for (const range of [0.01, 1, 4, 8, 9, 64, 390_030]) {
    const ticks = ticksOf(range);
    assert.ok(ticks.length >= 3 && ticks.length <= 9, `${range}: ${ticks.join(" ")}`);
    assert.ok(ticks.every((tick) => Math.abs(tick) <= range));
  }
});
