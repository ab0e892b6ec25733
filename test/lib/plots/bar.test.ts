import assert from "node:assert/strict";
import { test } from "node:test";
import { bar, beside } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

test("bars keep their order and have error bars", async () => {
  const chart = bar(["z, first", "a"], [2, 1], {
    y: "KL (nats)",
    errors: [0.5, 0.25],
    rules: [{ y: 1.5, label: "limit" }],
  });
  const { texts } = await drawn(chart);
  assert.ok(texts.indexOf("z, first") < texts.indexOf("a"));
  assert.match(chart.description, /z, first: 2 ± 0.5; a: 1 ± 0.25/);
  assert.deepEqual(rows(chart)[1], { name: "a", value: "1", low: "0.75", high: "1.25" });
});

test("bad bars are refused", () => {
  assert.throws(() => bar(["a"], [1, 2]), /values has 2 entries, labels has 1/);
  assert.throws(() => bar(["a", "a"], [1, 2]), /share a name/);
  assert.throws(() => bar([], []), /empty/);
});

test("charts beside each other keep what is theirs", async () => {
  const chart = beside([bar(["a"], [1], { title: "left" }), bar(["b"], [2], { title: "right" })], {
    title: "both",
  });
  const { texts } = await drawn(chart);
  for (const text of ["left", "right", "both", "a", "b"]) assert.ok(texts.includes(text), text);
  assert.match(chart.description, /^both\. left\..*right\./);
  assert.throws(() => beside([]), /no charts/);
});
