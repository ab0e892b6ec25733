import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend/capture/capture";
import { stopGradient } from "../../../lib/losses";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

const x = () => tf.tensor1d([1, -2, 3]);
/** x² · [x], where [x] does not count: its gradient is 2x · x, not 3x². */
const f = (x: tf.Tensor) => x.square().mul(stopGradient(x)).sum();

test("is its argument, without a gradient", () => {
  assertClose(stopGradient(x()).dataSync(), x().dataSync(), 0);
  assertClose(tf.grad(f)(x()).dataSync(), [2, 8, 18], 1e-6);
});

test("stops what is behind it too", () => {
  const g = (x: tf.Tensor) => x.add(stopGradient(x.square().mul(5).exp())).sum();
  assertClose(
    tf
      .grad(g)(tf.tensor1d([0.1, 0.2]))
      .dataSync(),
    [1, 1],
    1e-6,
  );
});

test("a weight that counts nowhere else has no gradient", () => {
  const [a, b] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3))];
  const { grads } = tf.variableGrads(() => a.mul(stopGradient(b)).asScalar(), [a]);
  assert.equal(grads[a.name]!.dataSync()[0], 3);
  assert.throws(() => tf.grad((x) => stopGradient(x).sum())(x()), /Cannot compute gradient/);
});

test("in a gradient of a gradient", () => {
  // The slope of x³ [x] is 3x² [x]; its slope, with [x] still a constant, 6x [x].
  const slope = tf.grad((x) => x.pow(3).mul(stopGradient(x)).sum());
  assertClose(slope(x()).dataSync(), [3, -24, 81], 1e-5);
  const second = tf.grad((x) => slope(x).sum());
  assertClose(second(x()).dataSync(), [6, 24, 54], 1e-5);
});

nativeTest("in a captured step", () => {
  const step = capture((x: tf.Tensor1D) => tf.tidy(() => tf.grad(f)(x)));
  for (let call = 1; call <= 5; call++) {
    assertClose(
      step(x().mul<tf.Tensor1D>(call)).dataSync(),
      [2, 8, 18].map((g) => g * call ** 2),
      1e-6,
    );
  }
  step.dispose();
});

test("leaves no tensor behind", () => {
  const at = x();
  assertNoLeak(() => stopGradient(at));
  assertNoLeak(() => tf.grad(f)(at));
});
