import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { frechetBySize, frechetDistance } from "../../../lib/metrics";
import { assertClose } from "../gradients";

before(() => backend());

const normalRows = (n: number, d: number, seed: number): number[][] =>
  tf.tidy(() => standardNormal<tf.Rank.R2>([n, d], { seed }).arraySync());

test("two samples of N(0, I) differ by c/n, and the line through sizes takes that away", async () => {
  const [n, d] = [4000, 20];
  const { points, intercept, slope } = await frechetBySize(
    normalRows(n, d, 1),
    normalRows(n, d, 2),
    { seed: 1 },
  );
  assert.deepEqual(
    points.map(({ size, subsets }) => [size, subsets]),
    [
      [500, 8],
      [1000, 4],
      [2000, 2],
      [4000, 1],
    ],
  );
  // To first order ‖μ̂ₐ − μ̂ᵦ‖² + ¼ ‖Σ̂ₐ − Σ̂ᵦ‖²: its mean is (2d + d (d + 1) / 2) / n = 250 / n, its standard deviation
  // √(8d + 2d + d (d − 1)) / n = 24 / n. The next order is d/n = 4 % of it at n = 500.
  for (const { size, subsets, mean } of points) {
    const tolerance = (4 * 24) / Math.sqrt(subsets) + 0.08 * 250;
    assert.ok(Math.abs(mean * size - 250) < tolerance, `${mean * size} at ${size}`);
  }
  // The weights of the points in the intercept are −0.30, 0.22, 0.48 and 0.61: 32 / n, were they independent. Without the
  // line it would be 250 / n.
  assert.ok(Math.abs(intercept) < (4 * 32) / n, `${intercept * n}`);
  assert.ok(Math.abs(slope - 250) < 4 * 24, `${slope}`);
});

test("the points are means over disjoint subsets, the line is that of least squares", async () => {
  const [a, b] = [normalRows(90, 2, 1), normalRows(70, 2, 2)];
  const result = await frechetBySize(a, b, { sizes: [10, 30, 70], subsets: 5, seed: 3 });
  assert.deepEqual(
    result.points.map(({ subsets }) => subsets),
    [5, 2, 1],
  );
  assert.ok(result.points[0]!.standardError > 0 && result.points[2]!.standardError === 0);
  // Residuals of least squares sum to 0, also weighted by 1/n.
  const { points, intercept, slope } = result;
  const residuals = points.map(({ size, mean }) => mean - intercept - slope / size);
  assertClose([residuals.reduce((x, y) => x + y)], [0], 1e-12);
  assertClose([residuals.reduce((sum, r, i) => sum + r / points[i]!.size, 0)], [0], 1e-12);
  // With both sets whole, the only subset is the set.
  const whole = await frechetBySize(a.slice(0, 70), b, { sizes: [10, 70], seed: 3 });
  assertClose([whole.points[1]!.mean], [frechetDistance(a.slice(0, 70), b).distance], 1e-12);
});

test("an example far out is in one subset of each size, of either set", async () => {
  const rows = normalRows(40, 1, 1);
  const withOutlier = [...rows.slice(1), [1e6]];
  for (const [a, b] of [
    [withOutlier, rows],
    [rows, withOutlier],
  ] as const) {
    const { points } = await frechetBySize(a, b, { sizes: [10, 20], seed: 1 });
    // Of n it moves the mean by 1e6/n and makes the standard deviation 1e6/√n: 1e12 (1/n² + 1/n), in one of 40/n pairs.
    const [ten, twenty] = points;
    assertClose([ten!.mean, twenty!.mean], [1.1e11 / 4, 5.25e10 / 2], 1e-3);
    // The standard error of v, 0, 0, 0 is v/4, that of v, 0 is v/2.
    assertClose([ten!.standardError, twenty!.standardError], [1.1e11 / 4, 5.25e10 / 2], 1e-3);
  }
});

test("the same seed chooses the same subsets, another seed others", async () => {
  const [a, b] = [normalRows(40, 2, 1), normalRows(40, 2, 2)];
  const of = (seed: number) => frechetBySize(a, b, { sizes: [10, 20], seed });
  assert.deepEqual(await of(1), await of(1));
  assert.notDeepEqual(await of(1), await of(2));
});

test("refuses sizes that fit no subset or no line, and stops when it is aborted", async () => {
  const [a, b] = [normalRows(40, 3, 1), normalRows(30, 3, 2)];
  const refused = (sizes: number[], message: RegExp) =>
    assert.rejects(frechetBySize(a, b, { sizes, seed: 1 }), { message });
  await refused([10, 31], /each of sizes must be .* at most 30; it is 31\. There are 3 features/);
  await refused([3, 10], /each of sizes must be a whole number of at least 4/);
  await refused([10, 10], /sizes are \[10, 10\]\. Give at least two different ones/);
  const signal = AbortSignal.abort(new Error("no"));
  await assert.rejects(frechetBySize(a, b, { sizes: [10, 20], seed: 1, signal }), {
    message: "no",
  });
});
