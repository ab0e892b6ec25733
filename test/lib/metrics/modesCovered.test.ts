import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { ringOfGaussians } from "../../../lib/data";
import { modesCovered } from "../../../lib/metrics";

before(() => backend());

test("by hand: four modes, σ = 0.1", () => {
  const ring = { modes: 4, radius: 1, standardDeviation: 0.1 };
  const points = [
    [1, 0],
    [1.29, 0],
    [1.31, 0],
    [0, 1.2],
    [-0.05, 1],
    [0, -0.69],
    [0, 0],
    [-1, 0.299],
  ];
  assert.deepEqual(modesCovered(points, ring), {
    covered: 3,
    quality: 5 / 8,
    counts: Int32Array.from([2, 2, 1, 0]),
  });
  assert.equal(modesCovered(points, { ...ring, atLeast: 2 }).covered, 2);
  const strict = modesCovered(points, { ...ring, within: 1 });
  assert.deepEqual(Array.from(strict.counts), [1, 1, 0, 0]);
});

test("of draws from the ring all modes are covered and 1 − exp(−9/2) of the points are good", () => {
  const n = 20_000;
  for (const modes of [1, 7, 8]) {
    const points = ringOfGaussians(n, { modes, seed: 3 });
    const { covered, quality } = modesCovered(points, { modes });
    assert.equal(covered, modes);
    const expected = 1 - Math.exp(-9 / 2);
    // Four standard errors of a share.
    const tolerance = 4 * Math.sqrt((expected * (1 - expected)) / n);
    assert.ok(Math.abs(quality - expected) < tolerance, `${quality}, not ${expected}`);
    points.dispose();
  }
});

test("agrees with the nearest of all centres, searched one by one", () => {
  const ring = { modes: 6, radius: 1, standardDeviation: 0.15 };
  const points = tf.randomUniform<tf.Rank.R2>([500, 2], -1.5, 1.5, "float32", 5).arraySync();
  const counts = Array<number>(6).fill(0);
  for (const [x, y] of points) {
    const distances = counts.map((_, k) => {
      const angle = (2 * Math.PI * k) / 6;
      return Math.hypot(x! - Math.cos(angle), y! - Math.sin(angle));
    });
    const nearest = Math.min(...distances);
    if (nearest <= 3 * 0.15) counts[distances.indexOf(nearest)]! += 1;
  }
  assert.deepEqual(Array.from(modesCovered(points, ring).counts), counts);
});

test("a mode that is left out is missed", () => {
  const points = ringOfGaussians(1000, { seed: 3 }).arraySync();
  assert.equal(modesCovered(points.filter(([x]) => x! < 1.9)).covered, 7);
});

test("refuses points that are not in the plane, and options out of range", () => {
  assert.throws(() => modesCovered([[1, 2, 3]]), {
    name: "RangeError",
    message: "modesCovered: points have 3 columns, those in the plane have 2. Pass a table [n, 2].",
  });
  assert.throws(() => modesCovered([[1, NaN]]), /modesCovered: points\[0\]\[1\] is NaN/);
  const points = [[1, 0]];
  const refused = (options: object, message: RegExp) => {
    assert.throws(() => modesCovered(points, options), { name: "RangeError", message });
  };
  refused({ modes: 0 }, /modesCovered: modes/);
  refused({ within: -1 }, /modesCovered: within/);
  refused({ atLeast: 0 }, /modesCovered: atLeast must be a whole number of at least 1; it is 0/);
});
