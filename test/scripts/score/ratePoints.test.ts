import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { numbersOf, readNotebook } from "../../../scripts/runner/notebook";
import { classChart } from "../../../scripts/score/classChart";
import { ratePoints } from "../../../scripts/score/ratePoints";

async function pointsOf(chapter: string) {
  const file = join(__dirname, "../../../notebooks", `${chapter}.ipynb`);
  return ratePoints("anna", numbersOf(await readNotebook(file))!);
}

test("chapter 3 has one point, at the β of its parameters", async () => {
  const points = await pointsOf("03-training");
  assert.equal(points.length, 1);
  const [{ student, series, beta, rate, distortion }] = points as [(typeof points)[0]];
  assert.deepEqual([student, series, beta], ["anna", "test", 1]);
  assert.ok(rate > 15 && rate < 35 && distortion > 70 && distortion < 90);
});

test("chapter 5 has a point for each β of each data set", async () => {
  const points = await pointsOf("05-beta");
  const digits = points.filter(({ series }) => series === "digits");
  assert.ok(digits.length >= 5);
  assert.ok(points.some(({ series }) => series === "clothes"));
  const betas = digits.map(({ beta }) => beta!);
  assert.deepEqual(
    betas,
    [...betas].sort((a, b) => a - b),
  );
  assert.ok(digits[0]!.rate > digits.at(-1)!.rate);
});

test("a rate without its distortion is no point", () => {
  const number = (name: string, unit = "nats") => ({ name, value: 1, unit });
  const points = (...numbers: ReturnType<typeof number>[]) =>
    ratePoints("a", { chapter: "c", parameters: { beta: 2 }, numbers }).length;
  assert.equal(points(number("test rate"), number("test distortion")), 1);
  assert.equal(points(number("test rate")), 0);
  assert.equal(points(number("error rate", "%"), number("error distortion", "%")), 0);
  assert.equal(points(number("separate"), number("distortion")), 0);
});

test("the class's chart names only who lies far from the others", () => {
  const point = (student: string, beta: number, rate: number, distortion: number) => ({
    ...{ student, series: "test", beta },
    ...{ rate, distortion },
  });
  const chart = classChart(
    [
      ...[point("anna", 1, 24, 80), point("bert", 1, 25, 81), point("cleo", 1, 24, 81)],
      ...[point("dan", 4, 9, 114), point("eve", 4, 10, 114), point("zoe", 1, 5, 150)],
    ],
    "title",
  )!;
  const text = JSON.stringify(chart.spec);
  assert.match(text, /zoe/);
  assert.doesNotMatch(text, /anna|\beve\b|"label":null/);
  assert.match(chart.description, /β = 1: rate 24, distortion 81; β = 4: rate 9.5, distortion 114/);
  assert.equal(classChart([{ ...point("a", 1, 1, 1), beta: undefined }], "t"), undefined);
});

test("where each participant has another β, the points are theirs", () => {
  const points = [1, 2, 4].map((beta) => ({
    ...{ student: `s${beta}`, series: "test", beta },
    ...{ rate: 20 / beta, distortion: 80 + beta },
  }));
  assert.match(classChart(points, "t")!.description, /β = 4: rate 5, distortion 84\.$/);
});
