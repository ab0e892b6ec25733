import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { dci } from "../../../lib/metrics/dci";
import { dciFromImportance } from "../../../lib/metrics/dciFromImportance";
import { factorRows, rotated } from "./identityData";

before(() => backend());

const diagonal = (n: number) =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 5 : 0)));
const close = (actual: number, expected: number) => {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);
};
const carriesTwo = 1 - Math.log(2) / Math.log(10);

test("importances of known structure", () => {
  const check = (matrix: number[][], disentanglement: number, completeness: number) => {
    const scores = dciFromImportance(matrix);
    close(scores.disentanglement, disentanglement);
    close(scores.completeness, completeness);
  };
  check(diagonal(5), 1, 1);
  check(
    [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
    1,
    1,
  ); // an idle dimension
  check(diagonal(5).slice(0, 2), 1, 1); // factors that are nowhere
  check([...diagonal(5), ...diagonal(5)], 1, carriesTwo); // each factor twice
  check(
    diagonal(5).map((row) => [...row, ...row]),
    carriesTwo,
    1,
  ); // each dimension carries two
  check(
    Array.from({ length: 10 }, () => new Array<number>(10).fill(0)),
    0,
    0,
  );
  check(
    Array.from({ length: 4 }, () => new Array<number>(4).fill(1)),
    0,
    0,
  );
  // By hand: ρ = (3/4, 1/4); row 0 is (1/3, 2/3), row 1 (1, 0).
  const h = -(Math.log(1 / 3) / 3 + (2 * Math.log(2 / 3)) / 3) / Math.log(2);
  const { disentanglement } = dciFromImportance([
    [1, 2],
    [1, 0],
  ]);
  close(disentanglement, 0.75 * (1 - h) + 0.25);
});

test("refuses importances that are none", () => {
  assert.throws(() => dciFromImportance([[1, 0]]), /importance is \[1, 2\]/);
  assert.throws(
    () =>
      dciFromImportance([
        [1, -1],
        [0, 1],
      ]),
    /has the entry -1/,
  );
  assert.throws(
    () =>
      dciFromImportance([
        [1, 1],
        [0, NaN],
      ]),
    /has the entry NaN/,
  );
});

const few = factorRows(900, { factors: 4, values: 4 });
const options = { rounds: 20 };

test("equal to the factors: all three ≈ 1; duplicated: completeness 1 − log 2 / log dims", async () => {
  const perfect = await dci(few, few, options);
  assert.ok(perfect.disentanglement > 0.95 && perfect.completeness > 0.95);
  assert.equal(perfect.informativeness, 1);
  const twice = await dci(
    few.map((row) => [...row, ...row]),
    few,
    options,
  );
  assert.ok(twice.disentanglement > 0.95);
  // Each of two equal dimensions gets half of the splits of its factor; 400 and more splits, weighted.
  assert.ok(Math.abs(twice.completeness - (1 - Math.log(2) / Math.log(8))) < 0.05);
});

test("a rotated code, noise and a constant", async () => {
  const turned = await dci(rotated(few), few, options);
  assert.ok(turned.disentanglement < 0.6, String(turned.disentanglement));
  assert.ok(turned.completeness < 0.6, String(turned.completeness));
  const noise = await dci(factorRows(900, { factors: 4, values: 4, seed: 9 }), few, options);
  assert.ok(noise.disentanglement < 0.2 && noise.completeness < 0.2);
  // Guessing is right in 1/4, ± √(3/16 / 1200) = 0.0125.
  assert.ok(Math.abs(noise.informativeness - 0.25) < 0.05, String(noise.informativeness));
  const constant = await dci(
    few.map(() => [1, 1]),
    few,
    options,
  );
  assert.deepEqual([constant.disentanglement, constant.completeness], [0, 0]);
});

test("a seed repeats; an abort is thrown; nothing leaks", async () => {
  const before = tf.memory().numTensors;
  const noisy = few.map((row, i) => row.map((value, j) => value + 2 * Math.sin(i * (j + 3))));
  const seeded = (seed: number) => dci(noisy, few, { rounds: 3, seed });
  assert.deepEqual(await seeded(1), await seeded(1));
  assert.notDeepEqual(await seeded(1), await seeded(2));
  await assert.rejects(dci(few, few, { signal: AbortSignal.abort() }), { name: "AbortError" });
  assert.equal(tf.memory().numTensors, before);
});

test("refuses one factor, and options out of range", async () => {
  await assert.rejects(
    dci(
      few,
      few.map(([a]) => [a!]),
    ),
    /dci: there are 900 examples of 1 factors/,
  );
  await assert.rejects(dci(few, few, { rounds: 0 }), /rounds must be a whole number/);
  await assert.rejects(dci(few, few, { seed: 0.5 }), /seed must be a whole number/);
});
