import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { adam } from "../../../../lib/training";
import { captureWith, difference, nativeTest } from "./nativeTest";

const STEPS = 500;

/**
 * Compilers round in another order: each step by about ten operations of 2⁻²⁴ ≈ 6e-8, so at the very worst, all in
 * one direction, 500 × 10 × 6e-8. Measured: 6e-6 with XLA, 0 without. A step counter that stands still, or a slot
 * that is not kept, is off by more than 1e-2.
 */
const TOLERANCE = 3e-4;

/** y = tanh(x W + b) v */
interface Network {
  readonly w: tf.Variable;
  readonly b: tf.Variable;
  readonly v: tf.Variable;
}

const network = (): Network =>
  tf.tidy(() => ({
    w: tf.variable(tf.randomNormal([3, 5], 0, 0.5, "float32", 1)),
    b: tf.variable(tf.zeros([5])),
    v: tf.variable(tf.randomNormal([5, 1], 0, 0.5, "float32", 2)),
  }));

const lossOf = ({ w, b, v }: Network, x: tf.Tensor, y: tf.Tensor): tf.Scalar =>
  tf.tidy(() => tf.squaredDifference(tf.matMul(tf.tanh(tf.matMul(x, w).add(b)), v), y).mean());

type Step = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

const theirs =
  (create: () => tf.Optimizer) =>
  (net: Network): Step => {
    const optimizer = create();
    return (x, y) =>
      tf.tidy(() => optimizer.minimize(() => lossOf(net, x, y), true, Object.values(net))!);
  };

const ours = (net: Network): Step => {
  const optimizer = adam({ learningRate: 0.01 });
  return (x, y) =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => lossOf(net, x, y));
      const named = Object.entries(net).map(
        ([name, v]: [string, tf.Variable]) => [name, grads[v.name]!] as const,
      );
      optimizer.apply({ ...net }, Object.fromEntries(named));
      return value;
    });
};

const optimizers: Record<string, (net: Network) => Step> = {
  "adam of this library": ours,
  sgd: theirs(() => tf.train.sgd(0.05)),
  momentum: theirs(() => tf.train.momentum(0.01, 0.9)),
  "Nesterov momentum": theirs(() => tf.train.momentum(0.01, 0.9, true)),
  adagrad: theirs(() => tf.train.adagrad(0.05)),
  adadelta: theirs(() => tf.train.adadelta(0.1)),
  adam: theirs(() => tf.train.adam(0.01)),
  adamax: theirs(() => tf.train.adamax(0.01, 0.9, 0.999, 1e-7, 0.01)),
  rmsprop: theirs(() => tf.train.rmsprop(0.005)),
  "rmsprop, centered": theirs(() => tf.train.rmsprop(0.005, 0.9, 0.5, 1e-7, true)),
};

/** A network and its optimizer after their first step, with every variable that the two have made. */
function learner(create: (net: Network) => Step, x: tf.Tensor, y: tf.Tensor) {
  const before = new Set(Object.values(tf.engine().registeredVariables));
  const step = create(network());
  step(x, y).dispose();
  const variables = Object.values(tf.engine().registeredVariables).filter((v) => !before.has(v));
  return { step, variables };
}

const example = (i: number): [tf.Tensor, tf.Tensor] =>
  tf.tidy(() => {
    const x = tf.randomNormal([8, 3], 0, 1, "float32", i + 1);
    return [x, x.sum(1, true).sin()];
  });

for (const [name, create] of Object.entries(optimizers)) {
  nativeTest(`${name}: captured and eager agree over ${STEPS} steps`, (backend) => {
    const first = example(0);
    const plain = learner(create, ...first);
    const captured = (["graph", "xla"] as const).map((compiler) => {
      const { step, variables } = learner(create, ...first);
      const run = captureWith(backend, compiler, (x, y) => step(x, y));
      return { compiler, run, variables, worst: 0 };
    });
    for (let i = 1; i < STEPS; i++) {
      const [x, y] = example(i);
      const expected = plain.step(x, y);
      for (const one of captured) {
        const loss = one.run(x, y);
        one.worst = Math.max(one.worst, difference(loss, expected));
        loss.dispose();
      }
      tf.dispose([x, y, expected]);
    }
    for (const { compiler, run, variables, worst } of captured) {
      assert.equal(variables.length, plain.variables.length);
      const state = variables.map((variable, i) => difference(variable, plain.variables[i]!));
      const largest = Math.max(worst, ...state);
      assert.ok(largest < TOLERANCE, `${compiler} is off by ${largest}`);
      run.dispose();
    }
  });
}
