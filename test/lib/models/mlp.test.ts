import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Mlp } from "../../../lib/models";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { assertWeightGradients } from "../losses/weightGradients";

before(() => backend());

const small = (seed = 1) =>
  new Mlp({ inputs: 3, hidden: [5, 4], outputs: 2, activation: "tanh", seed });
const points = () => tf.randomNormal<tf.Rank.R2>([6, 3], 0, 1, "float32", 3);

test("by hand: a relu between two layers", () => {
  const mlp = new Mlp({ inputs: 2, hidden: [2], outputs: 1 });
  const set = (name: string, values: number[], shape: number[]): void => {
    mlp.weights[`mlp/${name}`]!.assign(tf.tensor(values, shape));
  };
  set("hidden0/weight", [1, 0, 0, 1], [2, 2]);
  set("hidden0/bias", [0, 1], [2]);
  set("last/weight", [1, 10], [2, 1]);
  set("last/bias", [0.5], [1]);
  const x = tf.tensor2d([
    [3, 1],
    [-5, -3],
  ]);
  // 3 + 10 · 2 + ½, and 0 + 10 · 0 + ½.
  assertClose(mlp.apply(x).dataSync(), [23.5, 0.5], 1e-6);
});

test("its weights, by name", () => {
  const shapes = Object.entries(small().weights).map(([name, { shape }]) => [name, shape]);
  assert.deepEqual(shapes, [
    ["mlp/hidden0/weight", [3, 5]],
    ["mlp/hidden0/bias", [5]],
    ["mlp/hidden1/weight", [5, 4]],
    ["mlp/hidden1/bias", [4]],
    ["mlp/last/weight", [4, 2]],
    ["mlp/last/bias", [2]],
  ]);
});

test("without hidden layers it is linear", () => {
  const mlp = new Mlp({ inputs: 2, hidden: [], outputs: 1, seed: 4 });
  const weight = mlp.weights["mlp/last/weight"]!.dataSync();
  assertClose(
    mlp.apply(tf.tensor2d([[2, -3]])).dataSync(),
    [2 * weight[0]! - 3 * weight[1]!],
    1e-6,
  );
});

test("its gradients with respect to points and weights are those of finite differences", () => {
  const [mlp, x] = [small(), points()];
  const value = (x: tf.Tensor2D) => mlp.apply(x).square().sum<tf.Scalar>();
  assertGradient(value, x);
  assertWeightGradients(mlp.weights, () => value(x));
});

test("the seed makes the weights", () => {
  const weights = (seed: number) => small(seed).variables.map((variable) => variable.dataSync());
  assert.deepEqual(weights(1), weights(1));
  assert.notDeepEqual(weights(1), weights(2));
});

test("refuses sizes that make no network, and points of another size", () => {
  const refused = (options: object, message: RegExp) => {
    assert.throws(() => new Mlp(options), { name: "RangeError", message });
  };
  refused({ inputs: 0 }, /Mlp: inputs must be a whole number of at least 1; it is 0/);
  refused({ outputs: 1.5 }, /Mlp: outputs must be a whole number/);
  refused({ hidden: [0] }, /Mlp: hidden must be a whole number/);
  refused({ activation: "swish" }, /Mlp: activation "swish" is unknown\. Use one of relu, tanh/);
  assert.throws(() => small().apply(tf.zeros([2, 4])), {
    message: /^apply: x has shape \[2, 4\], expected \[n, 3\]/,
  });
});

test("leaves no tensor behind, and frees its weights", () => {
  const x = points();
  const before = tf.memory().numTensors;
  const mlp = small();
  assertNoLeak(() => mlp.apply(x));
  mlp.dispose();
  assert.equal(tf.memory().numTensors, before);
});
