import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { randomInBall, safeRadius, steepest, toBall, toBox } from "../../../lib/attacks/ball";
import { assertClose } from "../gradients";

before(() => backend());

test("the steepest way up, by hand", () => {
  const gradient = tf.tensor2d([
    [3, -4],
    [0, 0],
    [0, 2],
  ]);
  assert.deepEqual(Array.from(steepest("linf", gradient).dataSync()), [1, -1, 0, 0, 0, 1]);
  assertClose(steepest("l2", gradient).dataSync(), [0.6, -0.8, 0, 0, 0, 1], 1e-6);
});

test("gradients whose squares are 0 or infinite still have a direction", () => {
  for (const size of [1e-30, 1e-10, 1e30]) {
    const gradient = tf.tensor2d([[3 * size, -4 * size]]);
    assertClose(steepest("l2", gradient).dataSync(), [0.6, -0.8], 1e-6);
    assert.deepEqual(Array.from(steepest("linf", gradient).dataSync()), [1, -1]);
  }
});

test("NaN stays NaN, and in its own row", () => {
  const points = tf.tensor2d([
    [NaN, NaN],
    [2, -1],
  ]);
  const [centre, radius] = [tf.tensor2d([[0.5, 0.5]]), tf.scalar(0.5)];
  for (const norm of ["linf", "l2"] as const) {
    const changed = [steepest(norm, points), toBox(toBall(norm, points, centre, radius))];
    for (const [first, second] of changed.map((result) => result.arraySync())) {
      assert.ok(first!.every(Number.isNaN), String(first));
      assert.ok(second!.every(Number.isFinite), String(second));
    }
  }
});

test("the nearest point of a ball, by hand", () => {
  const points = tf.tensor2d([
    [0.3, 0.9],
    [0.6, 0.4],
  ]);
  const centre = tf.tensor2d([
    [0.6, 0.5],
    [0.6, 0.5],
  ]);
  const radius = tf.scalar(0.25);
  assertClose(toBall("linf", points, centre, radius).dataSync(), [0.35, 0.75, 0.6, 0.4], 1e-6);
  // (−0.3, 0.4) has length 0.5: half of it is left.
  assertClose(toBall("l2", points, centre, radius).dataSync(), [0.45, 0.7, 0.6, 0.4], 1e-6);
});

test("draws fill the ball evenly", () => {
  const [n, d, epsilon] = [20_000, 3, 0.5];
  const centre = tf.fill<tf.Rank.R2>([n, d], 0.25);
  const changes = (norm: "linf" | "l2"): tf.Tensor2D =>
    randomInBall(norm, centre, tf.scalar(epsilon), 7).sub(centre);
  // U(−ε, ε) has mean 0 and a standard deviation of ε / √3.
  const cube = changes("linf");
  const error = (4 * epsilon) / Math.sqrt(3 * n);
  for (const mean of cube.mean(0).dataSync()) assert.ok(Math.abs(mean) < error, `${mean}`);
  assert.ok(cube.abs().max().dataSync()[0]! <= epsilon * (1 + 1e-6));
  assert.ok(cube.abs().max().dataSync()[0]! > 0.999 * epsilon);
  // (r/ε)ᵈ is uniform in [0, 1]: mean ½, standard deviation 1/√12. Coordinates have E x² = ε² / (d + 2) = 0.05.
  const ball = changes("l2");
  const shares = Array.from(
    ball.square().sum(1).sqrt().dataSync(),
    (length) => (length / epsilon) ** d,
  );
  const mean = shares.reduce((sum, share) => sum + share) / n;
  assert.ok(Math.abs(mean - 0.5) < 4 / Math.sqrt(12 * n), `mean share ${mean}`);
  for (const value of ball.mean(0).dataSync()) {
    assert.ok(Math.abs(value) < 4 * Math.sqrt(0.05 / n), `${value}`);
  }
});

test("the radius that is safe from rounding is not much shorter, and never negative", () => {
  assert.ok(0.3 - safeRadius(0.3, "linf", 784) < 1e-7);
  assert.ok(2 - safeRadius(2, "l2", 784) < 2 * 5e-5 + 1e-6);
  for (const norm of ["linf", "l2"] as const) assert.equal(safeRadius(0, norm, 784), 0);
});
