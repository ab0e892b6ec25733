import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { frechetDistance } from "../../../lib/metrics";
import { assertClose } from "../gradients";

before(() => backend());

/** Two examples of one feature with this mean and standard deviation, the latter with n − 1 = 1. */
const pair = (mean: number, deviation: number): number[][] => [
  [mean - deviation / Math.SQRT2],
  [mean + deviation / Math.SQRT2],
];

/** 2d examples of d features with these means and standard deviations, uncorrelated. */
const cross = (means: number[], deviations: number[]): number[][] =>
  means.flatMap((_, j) =>
    [-1, 1].map((sign) =>
      means.map((mean, k) =>
        k === j ? mean + sign * deviations[j]! * Math.sqrt((2 * means.length - 1) / 2) : mean,
      ),
    ),
  );

const normalRows = (n: number, d: number, seed: number): number[][] =>
  tf.tidy(() => standardNormal<tf.Rank.R2>([n, d], { seed }).arraySync());

test("of one feature is (μ₁ − μ₂)² + (σ₁ − σ₂)²", () => {
  const { distance, means, covariances } = frechetDistance(pair(1, 2), pair(4, 0.5));
  assertClose([means, covariances, distance], [9, 2.25, 11.25], 1e-12);
});

test("of uncorrelated features is the sum over them", () => {
  const [a, b] = [cross([0, 1, 2], [1, 2, 3]), cross([0, 3, 2], [2, 2, 0.5])];
  const { distance, means, covariances } = frechetDistance(a, b);
  assertClose([means, covariances, distance], [4, 1 + 6.25, 11.25], 1e-12);
});

test("of two correlated features is the closed form", () => {
  // For 2 × 2 matrices tr (Σₐ^½ Σᵦ Σₐ^½)^½ = √(tr(Σₐ Σᵦ) + 2 √(det Σₐ det Σᵦ)).
  const skew = (rows: number[][], by: number) => rows.map(([x, y]) => [x! + by * y!, y!]);
  const [a, b] = [skew(cross([0, 0], [1, 2]), 0.7), skew(cross([0, 0], [3, 1]), -1.5)];
  const covariance = (rows: number[][]) =>
    [0, 1].map((j) =>
      [0, 1].map((k) => rows.reduce((sum, row) => sum + row[j]! * row[k]!, 0) / (rows.length - 1)),
    );
  const [[[p, q], [, r]], [[s, t], [, u]]] = [covariance(a), covariance(b)] as [
    [[number, number], [number, number]],
    [[number, number], [number, number]],
  ];
  const root = Math.sqrt(
    p * s + 2 * q * t + r * u + 2 * Math.sqrt((p * r - q * q) * (s * u - t * t)),
  );
  assertClose([frechetDistance(a, b).distance], [p + r + s + u - 2 * root], 1e-12);
  assert.ok(Math.abs(q * t) > 0.5, "the covariances do not commute");
});

test("of a set and itself is 0, also where the covariance is singular", () => {
  for (const n of [60, 10]) {
    const rows = normalRows(n, 20, 1).map((row) => row.map((x, j) => (j < 3 ? 5 : 10 * x + j)));
    const { distance, singular } = frechetDistance(rows, rows);
    // Traces of 1700, to 1e-13 of them.
    assert.ok(distance >= 0 && distance < 1e-9, `${distance}`);
    assert.equal(singular, n === 10);
  }
});

test("does not change when sets are exchanged, or both are turned and moved", () => {
  const a = normalRows(50, 6, 1).map((row) => row.map((x, j) => x * (j + 1)));
  const b = normalRows(40, 6, 2).map((row) => row.map((x, j) => x + j + row[0]!));
  const { distance } = frechetDistance(a, b);
  assertClose([frechetDistance(b, a).distance], [distance], 1e-12);
  // By an angle of 1 + j in the plane of features j and j + 1, one after another.
  const turned = (rows: number[][]) =>
    rows.map((row) => {
      const x = row.slice();
      for (let j = 0; j < 5; j++) {
        const [cos, sin, p, q] = [Math.cos(1 + j), Math.sin(1 + j), x[j]!, x[j + 1]!];
        [x[j], x[j + 1]] = [cos * p - sin * q, sin * p + cos * q];
      }
      return x.map((value) => value + 7);
    });
  assertClose([frechetDistance(turned(a), turned(b)).distance], [distance], 1e-10);
});

test("of samples is near that of their distributions", () => {
  // N(0, I) and N(m, diag s²): ‖m‖² + Σ (1 − sⱼ)² = 1.25 + 1.25.
  const [m, s, n] = [[1, 0.5, 0], [1, 2, 0.5], 20_000];
  const a = normalRows(n, 3, 1);
  const b = normalRows(n, 3, 2).map((row) => row.map((x, j) => m[j]! + s[j]! * x));
  // To first order its variance is Σ (2 mⱼ)² (1 + sⱼ²)/n + (2 (1 − sⱼ))² (1 + sⱼ²)/2n = 22.5/n: a standard error of
  // 0.0335. Its bias, of second order, is at most Σ 2 (1 + sⱼ²)/n + 9 (1 + 4)/n < 0.004.
  const { distance } = frechetDistance(a, b);
  assert.ok(Math.abs(distance - 2.5) < 4 * 0.0335 + 0.004, `${distance}`);
});

test("takes tensors and typed rows alike, and frees what it made", () => {
  const [a, b] = [normalRows(20, 4, 1), normalRows(30, 4, 2)];
  const tensors = [tf.tensor2d(a), tf.tensor2d(b)] as const;
  const { numTensors } = tf.memory();
  const expected = frechetDistance(a, b).distance;
  assertClose([frechetDistance(...tensors).distance], [expected], 1e-6);
  const typed = a.map((row) => Float32Array.from(row));
  assertClose([frechetDistance(typed, b).distance], [expected], 1e-6);
  assert.equal(tf.memory().numTensors, numTensors);
  tf.dispose([...tensors]);
});

test("refuses one example, other features, and what is not finite", () => {
  const good = normalRows(5, 2, 1);
  assert.throws(() => frechetDistance(good, [[1, 2]]), {
    message: /frechetDistance: b has 1 example\. Pass at least 2/,
  });
  assert.throws(() => frechetDistance(good, normalRows(5, 3, 1)), {
    message: /a has 2 features, b has 3\. Take both from one classifier/,
  });
  assert.throws(() => frechetDistance([...good, [1, NaN]], good), {
    message: /a\[5\]\[1\] is NaN, expected a finite number/,
  });
  assert.throws(() => frechetDistance(good, 3 as never), TypeError);
});
