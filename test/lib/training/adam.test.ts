import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { adam } from "../../../lib/training";
import { assertClose } from "../gradients";

before(() => backend());

const gradientAt = (step: number) =>
  tf.tensor1d([Math.sin(step), 1e-3 * Math.cos(step), 10 * Math.sin(3 * step)]);

test("the first step moves by α against the gradient's sign, whatever its size", () => {
  const w = tf.variable(tf.tensor1d([1, 1]));
  adam({ learningRate: 0.1 }).apply({ w }, { w: tf.tensor1d([5, -0.002]) });
  assertClose(w.dataSync(), [0.9, 1.1], 1e-5);
});

test("agrees with the algorithm written out in double precision over 200 steps", () => {
  const [alpha, beta1, beta2, epsilon] = [0.01, 0.8, 0.99, 1e-6];
  const optimizer = adam({ learningRate: alpha, beta1, beta2, epsilon });
  const variable = tf.variable(tf.tensor1d([1, -1, 0.5]));
  const [w, m, v] = [
    [1, -1, 0.5],
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (let t = 1; t <= 200; t++) {
    const gradient = gradientAt(t);
    optimizer.apply({ w: variable }, { w: gradient });
    gradient.dataSync().forEach((g, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
      const mHat = m[i] / (1 - beta1 ** t);
      const vHat = v[i] / (1 - beta2 ** t);
      w[i]! -= (alpha * mHat) / (Math.sqrt(vHat) + epsilon);
    });
  }
  assertClose(variable.dataSync(), w, 1e-4);
});

test("agrees with tf.train.adam", () => {
  const optimizer = adam({ learningRate: 0.05 });
  const theirs = tf.train.adam(0.05, 0.9, 0.999, 1e-8);
  const [a, b] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
  for (let t = 1; t <= 50; t++) {
    optimizer.apply({ a }, { a: gradientAt(t) });
    theirs.applyGradients([{ name: b.name, tensor: gradientAt(t) }]);
  }
  assertClose(a.dataSync(), b.dataSync(), 1e-4);
});

test("its state continues elsewhere bit for bit", () => {
  const [one, other] = [adam(), adam()];
  const [a, b] = [tf.variable(tf.ones([3])), tf.variable(tf.ones([3]))];
  for (let t = 1; t <= 5; t++) one.apply({ w: a }, { w: gradientAt(t) });
  b.assign(a.clone());
  other.restore(one.state());
  for (let t = 6; t <= 10; t++) {
    one.apply({ w: a }, { w: gradientAt(t) });
    other.apply({ w: b }, { w: gradientAt(t) });
  }
  assert.deepEqual(b.dataSync(), a.dataSync());
});

test("leaves no tensor behind", () => {
  const w = tf.variable(tf.ones([3]));
  const before = tf.memory().numTensors;
  const optimizer = adam();
  for (let t = 1; t <= 3; t++) {
    const gradient = gradientAt(t);
    optimizer.apply({ w }, { w: gradient });
    gradient.dispose();
  }
  assert.equal(tf.memory().numTensors, before + 4, "m, v, t and α");
  optimizer.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("refuses rates out of range", () => {
  assert.throws(() => adam({ learningRate: -1 }), {
    name: "RangeError",
    message: /adam: learningRate must be a finite number of at least 0; it is -1/,
  });
  assert.throws(() => adam({ beta2: 1 }), RangeError);
});
