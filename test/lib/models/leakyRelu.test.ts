import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { leakyRelu } from "../../../lib/models/leakyRelu";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

const x = () => tf.tensor1d([-3, -0.5, 0, 0.5, 4]);

test("value and derivative are those of tf.leakyRelu", () => {
  const weights = tf.tensor1d([1, 2, 3, 4, 5]);
  const gradient = (f: (x: tf.Tensor) => tf.Tensor) =>
    tf
      .grad((x) => f(x).mul(weights).sum())(x())
      .dataSync();
  assertClose(leakyRelu(x()).dataSync(), [-0.6, -0.1, 0, 0.5, 4], 1e-6);
  assert.deepEqual(
    gradient(leakyRelu),
    gradient((x) => tf.leakyRelu(x, 0.2)),
  );
});

test("has the second derivative of what it is part of", () => {
  // f(x) = ½ leaky(x)² has the slope s² x and the second derivative s², s = 1 or 0.2.
  const slope = tf.grad((x) => leakyRelu(x).square().mul(0.5).sum());
  const second = tf.grad((x) => slope(x).sum());
  assertClose(second(tf.tensor1d([-3, 2])).dataSync(), [0.04, 1], 1e-6);
});

test("leaves no tensor behind, also where it is differentiated twice", () => {
  const at = x();
  assertNoLeak(() => leakyRelu(at));
  assertNoLeak(() =>
    tf.grad((x) =>
      tf
        .grad((x) => leakyRelu(x).square().sum())(x)
        .sum(),
    )(at),
  );
});
