import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";

/**
 * Compares every weight's gradient with a central difference, in one coordinate each: that of the largest gradient, so that
 * the difference stands out of the rounding. A weight whose gradient is 0 throughout is no test of it, and fails.
 * Its tolerance is that of `assertGradient`.
 */
export function assertWeightGradients(
  weights: Record<string, tf.Variable>,
  value: () => tf.Scalar,
  { h = 1e-2, tolerance = 3e-3 } = {},
): void {
  const { grads } = tf.variableGrads(value, Object.values(weights));
  for (const [name, variable] of Object.entries(weights)) {
    const gradient = grads[variable.name]!.dataSync<"float32">();
    const original = variable.dataSync<"float32">().slice();
    const i = gradient.reduce(
      (best, g, k) => (Math.abs(g) > Math.abs(gradient[best]!) ? k : best),
      0,
    );
    assert.notEqual(gradient[i], 0, `${name}: the gradient is 0`);
    const at = (delta: number): number => {
      const moved = original.slice();
      moved[i]! += delta;
      variable.assign(tf.tensor(moved, variable.shape));
      return value().dataSync()[0]!;
    };
    const numeric = (at(h) - at(-h)) / (2 * h);
    variable.assign(tf.tensor(original, variable.shape));
    assert.ok(
      Math.abs(gradient[i]! - numeric) < tolerance * (1 + Math.abs(numeric)),
      `${name}: gradient ${gradient[i]}, finite difference ${numeric}`,
    );
  }
}
