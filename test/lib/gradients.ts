import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";

/**
 * Compares a gradient with central differences, (f(x + h) − f(x − h)) / 2h, in every coordinate.
 * With h = 1e-2 and float32 the differences carry about 1e-4 of rounding (1e-7 · |f| / h)
 * and h² / 6 · f''' ≈ 2e-5 of truncation; the default tolerance is relative and absolute 3e-3.
 */
export function assertGradient(
  f: (x: tf.Tensor2D) => tf.Scalar,
  x: tf.Tensor2D,
  { h = 1e-2, tolerance = 3e-3 } = {},
): void {
  const analytic = tf
    .grad(f as (x: tf.Tensor) => tf.Tensor)(x)
    .dataSync();
  const values = Array.from(x.dataSync());
  const at = (i: number, delta: number): number =>
    tf.tidy(() => {
      const moved = values.slice();
      moved[i]! += delta;
      return f(tf.tensor2d(moved, x.shape)).dataSync()[0]!;
    });
  values.forEach((_, i) => {
    const numeric = (at(i, h) - at(i, -h)) / (2 * h);
    const error = Math.abs(analytic[i]! - numeric);
    assert.ok(
      error <= tolerance * (1 + Math.abs(numeric)),
      `coordinate ${i}: gradient ${analytic[i]}, finite difference ${numeric}`,
    );
  });
}

/** Fails if the function leaves more tensors behind than it returns. */
export function assertNoLeak(f: () => tf.TensorContainer): void {
  tf.dispose(f());
  const before = tf.memory().numTensors;
  tf.dispose(f());
  assert.equal(tf.memory().numTensors, before, "tensors left behind");
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    assert.ok(
      error <= tolerance * (1 + Math.abs(expected[i]!)),
      `[${i}] is ${actual[i]}, expected ${expected[i]}`,
    );
  }
}
