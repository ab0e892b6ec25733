import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend/capture/capture";
import { adam, clipGradients, type Optimizer } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose } from "../gradients";

before(() => backend());

/** Notes what it is given, instead of an update. */
function notes(): Optimizer & { given: Record<string, number[]>[] } {
  const given: Record<string, number[]>[] = [];
  return {
    given,
    learningRate: 1,
    prepare: () => undefined,
    apply: (_, gradients) => {
      const all = Object.entries(gradients);
      given.push(Object.fromEntries(all.map(([name, g]) => [name, Array.from(g.dataSync())])));
    },
    state: () => ({}),
    restore: () => undefined,
    dispose: () => undefined,
  };
}
const variable = (...values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values)));

test("by hand: gradients (3, 0) and 4 have the norm 5", () => {
  const optimizer = notes();
  const gradients = { a: tf.tensor1d([3, 0]), b: tf.scalar(4) };
  clipGradients(optimizer, { norm: 1 }).apply({}, gradients);
  clipGradients(optimizer, { norm: 5 }).apply({}, gradients);
  clipGradients(optimizer, { norm: 100 }).apply({}, gradients);
  const [clipped, ...whole] = optimizer.given;
  assertClose(clipped!["a"]!, [0.6, 0], 1e-6);
  assertClose(clipped!["b"]!, [0.8], 1e-6);
  for (const { a, b } of whole) assert.deepEqual([a, b], [[3, 0], [4]]);
});

test("gradients of 0 stay 0", () => {
  const optimizer = notes();
  clipGradients(optimizer).apply({}, { a: tf.zeros([2]) });
  assert.deepEqual(optimizer.given, [{ a: [0, 0] }]);
});

test("its state is the wrapped one's, and a learning rate that is set", () => {
  const inner = adam();
  const optimizer = clipGradients(inner);
  optimizer.learningRate = 0.2;
  const w = variable(1);
  optimizer.prepare({ w });
  assert.deepEqual(optimizer.state(), inner.state());
  assert.equal(inner.learningRate, 0.2);
});

nativeTest("captured and plain, it does the same", () => {
  const [a, b] = [variable(0.3, -0.3), variable(0.3, -0.3)];
  const learner = (w: tf.Variable) => {
    const optimizer = clipGradients(adam({ learningRate: 0.05 }), { norm: 0.8 });
    return (gradient: tf.Tensor1D): tf.Tensor => {
      optimizer.apply({ w }, { w: gradient });
      return w.clone();
    };
  };
  const [plain, captured] = [learner(a), capture(learner(b))];
  for (let t = 1; t <= 30; t++) {
    const gradient = tf.tensor1d([Math.sin(t), t % 7]);
    assertClose(captured(gradient).dataSync(), plain(gradient).dataSync(), 1e-5);
  }
  captured.dispose();
});

test("leaves no tensor behind", () => {
  const w = variable(1, 2);
  const optimizer = clipGradients(adam());
  optimizer.prepare({ w });
  const before = tf.memory().numTensors;
  const gradient = tf.tensor1d([1, 2]);
  optimizer.apply({ w }, { w: gradient });
  gradient.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("refuses a norm that is none", () => {
  assert.throws(() => clipGradients(adam(), { norm: -1 }), {
    name: "RangeError",
    message: /clipGradients: norm must be a finite number of at least 5e-324; it is -1/,
  });
});
