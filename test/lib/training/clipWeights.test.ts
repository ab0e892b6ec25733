import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend/capture/capture";
import { adam, clipWeights } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose } from "../gradients";

before(() => backend());

const variable = (...values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values)));

test("by hand: adam's first step of 0.1 against the sign, then into [−c, c]", () => {
  const w = variable(0.2, -0.2, 0.1, 5);
  const optimizer = clipWeights(adam({ learningRate: 0.1 }), { limit: 0.25 });
  optimizer.apply({ w }, { w: tf.tensor1d([-1, 2, 3, 0]) });
  assertClose(w.dataSync(), [0.25, -0.25, 0, 0.25], 1e-5);
});

test("weights within the limit go as without it, bit for bit", () => {
  const [a, b] = [variable(0.1, -0.2), variable(0.1, -0.2)];
  const [plain, clipped] = [adam(), clipWeights(adam(), { limit: 1 })];
  for (let t = 1; t <= 20; t++) {
    const gradient = tf.tensor1d([Math.sin(t), Math.cos(t)]);
    plain.apply({ a }, { a: gradient });
    clipped.apply({ a: b }, { a: gradient });
  }
  assert.deepEqual(b.dataSync(), a.dataSync());
});

test("state, learning rate and disposal are the wrapped one's", () => {
  const before = tf.memory().numTensors;
  const inner = adam({ learningRate: 0.1 });
  const optimizer = clipWeights(inner);
  optimizer.learningRate = 0.2;
  assert.equal(inner.learningRate, 0.2);
  assert.equal(optimizer.learningRate, 0.2);
  const w = variable(1);
  optimizer.prepare({ w });
  assert.deepEqual(Object.keys(optimizer.state()), ["step", "w/m", "w/v"]);
  assert.deepEqual(optimizer.state(), inner.state());
  const [other, state] = [clipWeights(adam()), optimizer.state()];
  other.restore(state);
  assert.deepEqual(Object.keys(other.state()), Object.keys(state));
  tf.dispose(w);
  other.dispose();
  optimizer.dispose();
  assert.equal(tf.memory().numTensors, before);
});

nativeTest("captured and plain, it does the same", () => {
  const [a, b] = [variable(0.3, -0.3), variable(0.3, -0.3)];
  const learner = (w: tf.Variable) => {
    const optimizer = clipWeights(adam({ learningRate: 0.05 }), { limit: 0.31 });
    return (gradient: tf.Tensor1D): tf.Tensor => {
      optimizer.apply({ w }, { w: gradient });
      return w.clone();
    };
  };
  const [plain, captured] = [learner(a), capture(learner(b))];
  for (let t = 1; t <= 30; t++) {
    const gradient = tf.tensor1d([Math.sin(t), Math.cos(t)]);
    assertClose(captured(gradient).dataSync(), plain(gradient).dataSync(), 1e-5);
  }
  assert.ok(b.dataSync().every((value) => Math.abs(value) <= 0.31 + 1e-7));
  captured.dispose();
});

test("leaves no tensor behind", () => {
  const w = variable(1, 2);
  const optimizer = clipWeights(adam());
  optimizer.prepare({ w });
  const before = tf.memory().numTensors;
  const gradient = tf.tensor1d([1, 2]);
  optimizer.apply({ w }, { w: gradient });
  gradient.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("refuses a limit that is none", () => {
  assert.throws(() => clipWeights(adam(), { limit: 0 }), {
    name: "RangeError",
    message: /clipWeights: limit must be a finite number of at least 5e-324; it is 0/,
  });
});
