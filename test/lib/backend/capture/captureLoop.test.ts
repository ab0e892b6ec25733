import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { captureLoop } from "../../../../lib/backend/capture/captureLoop";
import type { NativeBackend } from "../../../../lib/backend/capture/nativeBackend";
import { standardNormal, uniform } from "../../../../lib/chance";
import { adam } from "../../../../lib/training";
import { assertInOrder, countTensors, difference, nativeTest, take } from "./nativeTest";

type Rows = [tf.Tensor, tf.Tensor];

const STEPS = 8;

/** Images and keys of some steps. */
const rowsFrom = (first: number, shape: number[]): Rows =>
  tf.tidy(() => {
    const each = Array.from({ length: STEPS }, (_, i) => first + i);
    return [
      tf.stack(each.map((i) => tf.randomUniform(shape, 0, 1, "float32", i + 1))),
      tf.tensor2d(
        each.map((i) => [-7, i]),
        undefined,
        "int32",
      ),
    ];
  });

const bitsOf = (tensors: readonly tf.Tensor[]): number[][] =>
  tensors.map((tensor) => Array.from(tensor.dataSync()));

/** Linear regression on noisy inputs by Adam, whose results are of several types and shapes. */
function regression() {
  const w = tf.tidy(() => tf.variable(tf.randomNormal([3, 1], 0, 1, "float32", 1)));
  const optimizer = adam({ learningRate: 0.05 });
  optimizer.prepare({ w });
  const step = (x: tf.Tensor, key: tf.Tensor): tf.Tensor[] =>
    tf.tidy(() => {
      const seed = key as tf.Tensor1D;
      const noisy = x.add(standardNormal([4, 3], { seed }).mul(0.1));
      const { value, grads } = tf.variableGrads(
        () => tf.matMul(noisy, w).sub(x.sum(1, true)).square().mean<tf.Scalar>(),
        [w],
      );
      optimizer.apply({ w }, { w: grads[w.name]! });
      const above = uniform([2, 2], { seed }).greater(0.5);
      return [value, noisy, noisy.argMax(1), above, key.slice(1).asScalar()];
    });
  return { step, state: () => [w, ...Object.values(optimizer.state())] };
}

/** The same with a convolution, which TensorFlow's graph runs. */
function convolution() {
  const w = tf.tidy(() =>
    tf.variable<tf.Rank.R4>(tf.randomNormal([2, 2, 1, 2], 0, 1, "float32", 1)),
  );
  const optimizer = adam({ learningRate: 0.05 });
  optimizer.prepare({ w });
  const step = (x: tf.Tensor, key: tf.Tensor): tf.Tensor[] =>
    tf.tidy(() => {
      const noise = standardNormal([1, 4, 4, 1], { seed: key as tf.Tensor1D });
      const { value, grads } = tf.variableGrads(
        () => tf.conv2d(noise.add<tf.Tensor4D>(x), w, 1, "same").square().mean<tf.Scalar>(),
        [w],
      );
      optimizer.apply({ w }, { w: grads[w.name]! });
      return [value, value.greater(1), key];
    });
  return { step, state: () => [w, ...Object.values(optimizer.state())] };
}

const learners = [
  { name: "XLA", create: regression, shape: [4, 3], tolerance: 16 * 30 * 6e-8 },
  { name: "TensorFlow's graph", create: convolution, shape: [1, 4, 4, 1], tolerance: 0 },
];

type Learner = ReturnType<typeof regression>;

/** Sixteen steps in calls of these sizes; every result of every step, and the state at the end. */
function train(backend: NativeBackend, { step, state }: Learner, shape: number[], sizes: number[]) {
  const rows = rowsFrom(0, shape);
  const loop = captureLoop(backend, (x, key) => step(x, key), rows);
  tf.dispose(rows);
  const results: number[][][] = [];
  for (let first = 0, i = 0; first < 16; first += sizes[i]!, i++) {
    const rows = rowsFrom(first, shape);
    const tensors = loop.run(sizes[i]!, rows);
    for (let k = 0; k < sizes[i]!; k++) {
      const of = tf.tidy(() => tensors.map((tensor) => tf.keep(tf.unstack(tensor)[k]!)));
      results.push(bitsOf(of));
      tf.dispose(of);
    }
    tf.dispose([tensors, rows]);
  }
  loop.dispose();
  return { results, state: bitsOf(state()) };
}

for (const { name, create, shape, tolerance } of learners) {
  nativeTest(`${name}: the numbers do not depend on how the steps are divided`, (backend) => {
    const [whole, ...others] = [[8, 8], [1, 3, 4, 8], [5, 3, 7, 1], Array<number>(16).fill(1)].map(
      (sizes) => train(backend, create(), shape, sizes),
    );
    for (const other of others) assert.deepEqual(other, whole);
  });

  nativeTest(`${name}: many steps agree with eager ones`, (backend) => {
    const [plain, ours] = [create(), create()];
    const [rows, more] = [rowsFrom(0, shape), rowsFrom(8, shape)];
    const loop = captureLoop(backend, (x, key) => ours.step(x, key), rows);
    for (const [x, keys] of [rows, more]) {
      const actual = loop.run(STEPS, [x, keys]);
      const steps = Array.from({ length: STEPS }, (_, i) =>
        tf.tidy(() => plain.step(tf.unstack(x)[i]!, tf.unstack(keys)[i]!)),
      );
      for (const [i, result] of actual.entries()) {
        const expected = tf.stack(steps.map((step) => step[i]!));
        assert.equal(result.dtype, expected.dtype);
        // At the worst, 16 steps of thirty roundings of 6e-8 add up.
        assert.ok(difference(result, expected) <= tolerance, `result ${i}`);
        expected.dispose();
      }
      tf.dispose([actual, steps]);
    }
    const expected = plain.state();
    for (const [i, tensor] of ours.state().entries()) {
      assert.ok(difference(tensor, expected[i]!) <= tolerance);
    }
    loop.dispose();
    tf.dispose([rows, more]);
  });

  nativeTest(`${name}: recording changes nothing, and nothing is left`, (backend) => {
    const { step, state } = create();
    const rows = rowsFrom(0, shape);
    const record = () => captureLoop(backend, (x, key) => step(x, key), rows);
    const before = bitsOf(state());
    record().dispose();
    assert.deepEqual(bitsOf(state()), before);
    const count = countTensors(backend);
    const loop = record();
    for (const size of [1, 8, 3]) tf.dispose(loop.run(size, rows));
    loop.dispose();
    assert.notDeepEqual(bitsOf(state()), before);
    assert.deepEqual(countTensors(backend), count);
    assertInOrder(backend);
    tf.dispose(rows);
  });
}

nativeTest("refuses more steps than it has rows, and none", (backend) => {
  const rows = [tf.tensor1d([1, 2, 3])];
  const loop = captureLoop(backend, (x) => [x.mul(2)], rows);
  for (const count of [0, 4, 1.5]) {
    assert.throws(() => loop.run(count, rows), {
      name: "RangeError",
      message: /captureLoop: count must be a whole number of at least 1 and at most 3; it is/,
    });
  }
  const [all] = loop.run(3, rows);
  assert.deepEqual(take(all!), [2, 4, 6]);
  loop.dispose();
  tf.dispose(rows);
});

nativeTest(
  "an optimizer that makes its variables in its first step needs one before",
  (backend) => {
    const w = tf.tidy(() => tf.variable(tf.scalar(3)));
    const stepOf = (optimizer: tf.Optimizer) => (x: tf.Tensor) => [
      tf.tidy(() => optimizer.minimize(() => w.mul(x).square().asScalar(), true, [w])!),
    ];
    const [one, rows] = [tf.scalar(1), [tf.tensor1d([1, 2])]];
    const late = stepOf(tf.train.adam(0.1));
    assert.throws(
      () => captureLoop(backend, (x) => late(x), rows),
      /capture: the step creates a variable .* Create variables and optimizers outside the step/,
    );
    assert.equal(w.dataSync()[0], 3, "the weights are those of before");

    const ready = stepOf(tf.train.adam(0.1));
    tf.dispose(ready(one));
    const loop = captureLoop(backend, (x) => ready(x), rows);
    const [losses] = loop.run(2, rows);
    const [first, second] = take(losses!);
    // Adam's first steps are of 0.1 each, within a hundredth: 2.9² at x = 1, then (2 · 2.8)².
    assert.ok(Math.abs(first! - 2.9 ** 2) < 1e-3 && Math.abs(second! - 5.6 ** 2) < 0.1);
    loop.dispose();
    tf.dispose([one, rows, w]);
  },
);
