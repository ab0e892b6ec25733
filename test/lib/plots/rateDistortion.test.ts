import assert from "node:assert/strict";
import { test } from "node:test";
import { rateDistortion } from "../../../lib/plots";
import { drawn, rows } from "./drawn";

const points = [
  { beta: 4, rate: 11, distortion: 139 },
  { beta: 0.5, rate: 30, distortion: 100 },
  { beta: 1, rate: 20, distortion: 119 },
];

test("points are joined in the order of β and named; the axes carry units", async () => {
  const figure = rateDistortion(points, { title: "Rate buys distortion" });
  const data = rows(figure);
  assert.deepEqual(
    data.map(({ beta }) => beta),
    ["0.5", "1", "4"],
  );
  assert.deepEqual(
    data.map(({ elbo }) => elbo),
    ["130", "139", "150"],
  );
  const { texts } = await drawn(figure);
  for (const text of ["β = 0.5", "β = 4", "rate (nats per example)", "Rate buys distortion"]) {
    assert.ok(texts.includes(text), `no "${text}" among ${texts.join("|")}`);
  }
  assert.match(figure.description, /β = 1: rate 20, distortion 119/);
});

test("the last point is marked, unless another is named", () => {
  const marked = (figure: ReturnType<typeof rateDistortion>) =>
    rows(figure)
      .filter((row) => row["marked"] === "1")
      .map(({ beta }) => beta);
  assert.deepEqual(marked(rateDistortion(points)), ["1"]);
  assert.deepEqual(marked(rateDistortion(points, { emphasise: 4 })), ["4"]);
  assert.deepEqual(marked(rateDistortion(points, { emphasise: null })), []);
  assert.throws(() => rateDistortion(points, { emphasise: 2 }), /emphasise is 2, and no point/);
});

test("a later point takes the place of an earlier one with its β", () => {
  const data = rows(rateDistortion([...points, { beta: 4, rate: 12, distortion: 130 }]));
  assert.deepEqual(
    data.map(({ beta, rate }) => [beta, rate]),
    [
      ["0.5", "30"],
      ["1", "20"],
      ["4", "12"],
    ],
  );
});

test("lines of equal −ELBO have slope −1 and lie in the frame", async () => {
  const figure = rateDistortion(points, {
    references: [{ label: "VAE", rate: 25, distortion: 90 }],
  });
  const lines = rows(figure, 1);
  assert.ok(lines.length >= 3);
  for (const line of lines) {
    const [a, b, c, d] = ["rate", "distortion", "toRate", "toDistortion"].map((k) =>
      Number(line[k]),
    );
    assert.ok(Math.abs(a! + b! - (c! + d!)) < 0.01, JSON.stringify(line));
    assert.ok(a! >= 0 && b! <= 150 && c! <= 35 && d! >= 84, JSON.stringify(line));
  }
  const { texts } = await drawn(figure);
  assert.ok(texts.some((text) => text.startsWith("−ELBO = ")));
  assert.ok(texts.includes("VAE"));
});

test("a point's spread is drawn as bars through it, and stays in the frame", async () => {
  const spread = { rate: 2, distortion: 15 };
  const [first, ...others] = points;
  const figure = rateDistortion([{ ...first!, spread }, ...others]);
  const rules = async (of: typeof figure): Promise<number> =>
    (await drawn(of)).svg.match(/class="mark-rule/g)!.length;
  assert.equal(await rules(figure), (await rules(rateDistortion(points))) + 2);
  const bars = [1, 2, 3, 4, 5].map((at) => rows(figure, at)).find(([row]) => row?.["rateLow"]);
  assert.deepEqual(bars, [
    {
      ...{ rate: "11", rateLow: "9", rateHigh: "13" },
      ...{ distortion: "139", distortionLow: "124", distortionHigh: "154" },
    },
  ]);
  assert.match(figure.description, /β = 1: rate 20, .*; β = 4: rate 11 ± 2, distortion 139 ± 15\./);
  const [, low, high] = /"domain":\[([\d.]+),([\d.]+)\]/.exec(JSON.stringify(figure.spec))!;
  assert.ok(Number(low) < 100 && Number(high) > 154);
  const bad = { ...first!, spread: { rate: NaN, distortion: 1 } };
  assert.throws(() => rateDistortion([bad]), /rateDistortion: spread at β = 4\[0\] is NaN/);
});

test("one point alone and collapsed points draw", async () => {
  await drawn(rateDistortion([points[0]!]));
  await drawn(rateDistortion([0, 1].map((i) => ({ beta: 8 + i, rate: 0, distortion: 206 }))));
});

test("refuses an empty list and numbers that are not finite", () => {
  assert.throws(() => rateDistortion([]), /rateDistortion: beta is empty/);
  assert.throws(() => rateDistortion([{ ...points[0]!, rate: NaN }]), /rate\[0\] is NaN/);
});
