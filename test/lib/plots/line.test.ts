import assert from "node:assert/strict";
import { test } from "node:test";
import { line } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

const axes = { x: "step", y: "loss (nats)" };

test("lines carry axis titles, a legend and a description with their ends", async () => {
  const chart = line(
    [
      { name: "train", x: [1, 2, 3], y: [5, 3, 2] },
      { name: "test", x: [1, 2, 3], y: [6, 4, 3.5], dashed: true },
    ],
    { ...axes, title: ["It falls", "three steps"], rules: [{ y: 2.5, label: "goal" }] },
  );
  const { texts } = await drawn(chart);
  for (const text of ["step", "loss (nats)", "train", "test", "It falls", "three steps", "goal"]) {
    assert.ok(texts.includes(text), `no "${text}" among ${texts.join("|")}`);
  }
  assert.match(chart.description, /It falls.*train: 5 at 1, 2 at 3.*test: 6 at 1, 3.5 at 3.*goal/);
});

test("the label of a horizontal rule stands at the end that is asked for", async () => {
  const placeOf = async (side: "left" | "right"): Promise<number> => {
    const rules = [{ y: 3, label: "goal", side }];
    const { view } = await drawn(
      line([{ name: "a", x: [1, 2], y: [5, 3] }], { ...axes, rules, width: 300 }),
    );
    return Number(/translate\(([-\d.]+),[-\d.]+\)[^>]*>goal</.exec(await view.toSVG())![1]);
  };
  assert.deepEqual([await placeOf("left"), await placeOf("right")], [4, 300]);
});

test("bands, bars and logarithmic axes draw without a warning", async () => {
  const series = [{ name: "a", x: [1, 10], y: [1, 2], lower: [0.5, 1], upper: [2, 3] }];
  await drawn(line(series, { ...axes, logX: true, logY: true }));
  await drawn(line(series, { ...axes, interval: "bars", joined: false }));
});

test("a band on a logarithmic axis stays within its points", async () => {
  const x = Array.from({ length: 20 }, (_, i) => i + 1);
  const series = ["a", "b"].map((name) => ({
    name,
    x,
    y: x,
    lower: x,
    upper: x.map((v) => 2 * v),
  }));
  const { view } = await drawn(line(series, { ...axes, logY: true }));
  const domain = view.scale("x") as { domain(): number[] };
  assert.ok(Math.max(...domain.domain()) < 22);
});

test("long series are thinned and keep their last point", () => {
  const x = Float64Array.from({ length: 10_000 }, (_, i) => i + 1);
  const kept = rows(line([{ name: "a", x, y: x.map(Math.sqrt) }], { ...axes, maximum: 50 }));
  assert.equal(kept.length, 50);
  assert.deepEqual(kept.at(-1), { series: "a", x: "10000", y: "100" });
});

test("a chart sets no colour of text, axis or background: the page's theme does", () => {
  const { spec } = line([{ name: "a", x: [1, 2], y: [1, 2] }], axes);
  assert.doesNotMatch(JSON.stringify([spec["config"], spec["background"]]), /olor|"background"/);
});

test("the same data give the same chart", () => {
  const make = () => line([{ name: "a", x: [1, 2], y: [0.1, 0.2] }], axes);
  assert.deepEqual(make(), make());
});

test("bad data are refused by name", () => {
  const one = { name: "a", x: [1, 2], y: [1, 2] };
  assert.throws(() => line([], axes), /no series/);
  assert.throws(() => line([{ ...one, y: [1, NaN] }], axes), /series "a": y\[1\] is NaN/);
  assert.throws(() => line([{ ...one, y: [1] }], axes), /y has 1 entries, x has 2/);
  assert.throws(() => line([{ ...one, x: [], y: [] }], axes), /x is empty/);
  assert.throws(() => line([{ ...one, y: [0, 1] }], { ...axes, logY: true }), /down to 0/);
  assert.throws(() => line([{ ...one, lower: [1, 2] }], axes), /Give both or neither/);
  assert.throws(() => line([one, one], axes), /share a name/);
});
