import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { gradientPenalty } from "../../../lib/losses";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { assertCapturedGradients, assertPenaltyGradients, critics } from "./slopePenalty";

before(() => backend());

const points = (input: number, seed = 8) => standardNormal<tf.Rank.R2>([4, input], { seed });
const linear = (...w: number[]) => ({
  logit: (x: tf.Tensor2D) => x.mul(tf.tensor1d(w)).sum<tf.Tensor1D>(1),
});

test("by hand: a linear critic has one slope, whatever the points", () => {
  const [real, fake] = [points(2), points(2, 9)];
  const penalty = (w1: number, w2: number) =>
    gradientPenalty(linear(w1, w2), real, fake, { seed: 1 }).dataSync();
  assertClose(penalty(3, 4), [16, 16, 16, 16], 1e-5);
  assertClose(penalty(0.6, -0.8), [0, 0, 0, 0], 1e-6);
});

test("the slope is that at points on the lines between real and made ones, uniform on them", () => {
  // d(x) = x₁² / 2 has the slope x₁, so the penalty is (|x₁| − 1)²; from 2 to 4 it is (1 + 2t)².
  const n = 20_000;
  const parabola = {
    logit: (x: tf.Tensor2D) => x.square().sum<tf.Tensor1D>(1).mul<tf.Tensor1D>(0.5),
  };
  const [real, fake] = [tf.fill<tf.Rank.R2>([n, 1], 4), tf.fill<tf.Rank.R2>([n, 1], 2)];
  const penalty = gradientPenalty(parabola, real, fake, { seed: 1 }).dataSync();
  const t = Array.from(penalty, (value) => (Math.sqrt(value) - 1) / 2).sort((a, b) => a - b);
  // Kolmogorov–Smirnov: 1.95 / √n is passed by chance once in a thousand.
  const off = Math.max(...t.map((value, i) => Math.abs(value - (i + 0.5) / n)));
  assert.ok(off < 1.95 / Math.sqrt(n), `off by ${off}`);
});

for (const [name, make] of Object.entries(critics)) {
  test(`${name}: its gradient with respect to weights is that of finite differences`, () => {
    const critic = make();
    const [real, fake] = [points(critic.input), points(critic.input, 9)];
    const seed = 3;
    assertPenaltyGradients(critic, () => gradientPenalty(critic, real, fake, { seed }).mean());
  });

  nativeTest(`${name}: captured, it gives the same gradients`, () => {
    const critic = make();
    const key = tf.tensor1d([3, 1], "int32");
    const fake = points(critic.input, 9);
    assertCapturedGradients(
      critic,
      (x) => gradientPenalty(critic, x, fake, { seed: key }).mean(),
      points(critic.input),
    );
  });
}

test("a slope of 0 has a gradient that is finite", () => {
  const w = tf.variable(tf.zeros<tf.Rank.R1>([2]));
  const critic = { logit: (x: tf.Tensor2D) => x.mul(w).sum<tf.Tensor1D>(1) };
  const [real, fake] = [points(2), points(2, 9)];
  const { value, grads } = tf.variableGrads(
    () => gradientPenalty(critic, real, fake, { seed: 1 }).mean<tf.Scalar>(),
    [w],
  );
  assertClose(value.dataSync(), [1], 1e-5);
  assert.ok(grads[w.name]!.dataSync().every(Number.isFinite));
});

test("the same seed gives the same points, another seed others", () => {
  const critic = critics["a smooth dense critic"]!();
  const [real, fake] = [points(2), points(2, 9)];
  const at = (seed: number) => gradientPenalty(critic, real, fake, { seed }).dataSync();
  assert.deepEqual(at(1), at(1));
  assert.notDeepEqual(at(1), at(2));
});

test("refuses layers whose second derivative would be wrong, inside a gradient and outside", () => {
  for (const [layer, kernel] of [
    [(x: tf.Tensor) => x.tanh(), "Tanh"],
    [(x: tf.Tensor) => x.sigmoid(), "Sigmoid"],
    [(x: tf.Tensor) => x.elu(), "Elu"],
    [(x: tf.Tensor) => x.neg().exp(), "Exp"],
  ] as const) {
    const w = tf.variable(tf.ones<tf.Rank.R1>([2]));
    const critic = { logit: (x: tf.Tensor2D) => layer(x.mul(w)).sum<tf.Tensor1D>(1) };
    const penalty = () => gradientPenalty(critic, points(2), points(2, 9), { seed: 1 });
    const message =
      `gradientPenalty: the critic uses ${kernel}, whose second derivative TensorFlow.js gets wrong. ` +
      "Use layers with relu or softplus, or a Discriminator.";
    assert.throws(penalty, { message });
    assert.throws(() => tf.variableGrads(() => penalty().mean<tf.Scalar>(), [w]), { message });
  }
});

test("refuses real and made ones of different shapes, and a critic of another shape", () => {
  const [two, three] = [tf.zeros<tf.Rank.R2>([2, 2]), tf.zeros<tf.Rank.R2>([3, 2])];
  assert.throws(() => gradientPenalty(linear(1, 1), two, three, { seed: 1 }), {
    name: "RangeError",
    message: /gradientPenalty: fake has shape \[3, 2\], expected \[2, 2\]/,
  });
  assert.throws(() => gradientPenalty(linear(1, 1), two, two, { seed: 0.5 }), {
    message: /gradientPenalty: seed must be a whole number; it is 0.5/,
  });
  const wide = { logit: (x: tf.Tensor2D) => x as unknown as tf.Tensor1D };
  assert.throws(() => gradientPenalty(wide, two, two, { seed: 1 }), {
    message: /gradientPenalty: the critic's logit has shape \[2, 2\], expected \[2\]/,
  });
});

test("leaves no tensor behind, also inside a gradient", () => {
  for (const make of Object.values(critics)) {
    const critic = make();
    const [real, fake] = [points(critic.input), points(critic.input, 9)];
    const penalty = () => gradientPenalty(critic, real, fake, { seed: 1 });
    assertNoLeak(penalty);
    assertNoLeak(() => {
      const { value, grads } = tf.variableGrads(
        () => penalty().mean<tf.Scalar>(),
        Object.values(critic.weights),
      );
      return [value, ...Object.values(grads).filter(Boolean)];
    });
  }
});
