import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend/capture/capture";
import { Mlp } from "../../../lib/models";
import { adam, update } from "../../../lib/training";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { assertClose } from "../gradients";

before(() => backend());

const small = (seed: number) => new Mlp({ inputs: 2, hidden: [3], activation: "tanh", seed });
const points = () => tf.randomNormal<tf.Rank.R2>([5, 2], 0, 1, "float32", 4);
const valuesOf = ({ variables }: Mlp) =>
  variables.map((variable) => Array.from(variable.dataSync()));

test("moves the weights against the mean's gradient, tells the loss before, and leaves others alone", () => {
  const [mlp, twin, other] = [small(1), small(1), small(2)];
  const unmoved = valuesOf(other);
  const lossOf = (mlp: Mlp) => () =>
    mlp.apply(points()).sub(other.apply(points())).square().squeeze<tf.Tensor1D>([1]);
  const before = lossOf(twin)();
  const told = update(mlp.weights, adam(), lossOf(mlp));
  assertClose(told.dataSync(), before.dataSync(), 1e-6);

  const { grads } = tf.variableGrads(() => lossOf(twin)().mean<tf.Scalar>(), twin.variables);
  const named = Object.entries(twin.weights).map(([name, { name: key }]) => [name, grads[key]!]);
  adam().apply(twin.weights, Object.fromEntries(named) as Record<string, tf.Tensor>);
  assert.deepEqual(valuesOf(mlp), valuesOf(twin));
  assert.deepEqual(valuesOf(other), unmoved);
});

nativeTest(
  "two players in a captured step do as in plain code, and leave no tensor behind",
  (backend) => {
    const learner = () => {
      const [first, second] = [small(1), small(2)];
      const [ofFirst, ofSecond] = [adam({ learningRate: 0.01 }), adam({ learningRate: 0.02 })];
      const gap = (x: tf.Tensor2D) => first.apply(x).mul(second.apply(x)).squeeze<tf.Tensor1D>([1]);
      const step = (x: tf.Tensor2D): tf.Tensor =>
        tf.tidy(() => {
          const lost = update(first.weights, ofFirst, () => gap(x));
          const won = update(second.weights, ofSecond, () => gap(x).neg());
          return tf.stack([lost, won]);
        });
      return { step, networks: [first, second] as const };
    };
    const [plain, fast] = [learner(), learner()];
    const captured = capture(fast.step);
    const run = (t: number) => {
      const x = tf.tidy(() => points().mul<tf.Tensor2D>(1 + t / 50));
      const [actual, expected] = [captured(x), plain.step(x)];
      assertClose(actual.dataSync(), expected.dataSync(), 1e-4);
      tf.dispose([x, actual, expected]);
    };
    for (let t = 0; t < 5; t++) run(t);
    const before = countTensors(backend);
    for (let t = 5; t < 30; t++) run(t);
    assert.deepEqual(countTensors(backend), before);
    for (const [i, network] of fast.networks.entries()) {
      assertClose(valuesOf(network).flat(), valuesOf(plain.networks[i]!).flat(), 1e-4);
    }
    captured.dispose();
  },
);

test("refuses a loss that is not one number an example", () => {
  const mlp = small(1);
  const wide = () => mlp.apply(points()) as unknown as tf.Tensor1D;
  assert.throws(() => update(mlp.weights, adam(), wide), {
    name: "RangeError",
    message: /update: loss has shape \[5, 1\], expected \[n\]/,
  });
});
