import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { r1Penalty } from "../../../lib/losses";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { assertCapturedGradients, assertPenaltyGradients, critics } from "./slopePenalty";

before(() => backend());

const points = (input: number) => standardNormal<tf.Rank.R2>([4, input], { seed: 8 });

test("by hand: d(x) = 3 x₁² / 2 − x₂ has the slope (3 x₁, −1)", () => {
  const critic = {
    logit: (x: tf.Tensor2D) => {
      const [first, second] = tf.unstack(x, 1) as [tf.Tensor1D, tf.Tensor1D];
      return first.square().mul(1.5).sub<tf.Tensor1D>(second);
    },
  };
  const real = tf.tensor2d([
    [1, 5],
    [-2, 0],
    [0, 7],
  ]);
  assertClose(r1Penalty(critic, real).dataSync(), [5, 18.5, 0.5], 1e-6);
  // Once more differentiated: (9 x₁, 0).
  const gradient = tf.grad((x) => r1Penalty(critic, x as tf.Tensor2D).sum())(real);
  assertClose(gradient.dataSync(), [9, 0, -18, 0, 0, 0], 1e-6);
});

for (const [name, make] of Object.entries(critics)) {
  test(`${name}: agrees with finite differences of d, image by image`, () => {
    const critic = make();
    const [x, h] = [points(critic.input), 1e-3];
    const rows = x.arraySync();
    const expected = rows.map((row) => {
      const slopes = row.map((value, j) => {
        const at = (delta: number) =>
          critic
            .logit(tf.tensor2d([row.map((other, k) => (k === j ? value + delta : other))]))
            .dataSync()[0]!;
        return (at(h) - at(-h)) / (2 * h);
      });
      return slopes.reduce((sum, slope) => sum + slope ** 2 / 2, 0);
    });
    // The differences carry 1e-7 · |d| / h = 1e-4 of rounding each.
    assertClose(r1Penalty(critic, x).dataSync(), expected, 3e-3);
  });

  test(`${name}: its gradient with respect to weights is that of finite differences`, () => {
    const critic = make();
    const x = points(critic.input);
    assertPenaltyGradients(critic, () => r1Penalty(critic, x).mean());
  });

  nativeTest(`${name}: captured, it gives the same gradients`, () => {
    const critic = make();
    assertCapturedGradients(critic, (x) => r1Penalty(critic, x).mean(), points(critic.input));
  });
}

test("its gradient with respect to images is that of finite differences", () => {
  const critic = critics["a smooth dense critic"]!();
  assertGradient((x) => r1Penalty(critic, x).sum(), points(2));
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
    const penalty = () => r1Penalty(critic, points(2));
    const message =
      `r1Penalty: the critic uses ${kernel}, whose second derivative TensorFlow.js gets wrong. ` +
      "Use layers with relu or softplus, or a Discriminator.";
    assert.throws(penalty, { message });
    assert.throws(() => tf.variableGrads(() => penalty().mean<tf.Scalar>(), [w]), { message });
  }
});

test("refuses images that are not flat, and a critic of another shape", () => {
  const critic = critics["a smooth dense critic"]!();
  assert.throws(() => r1Penalty(critic, tf.zeros([2]) as unknown as tf.Tensor2D), {
    message: /r1Penalty: real has shape \[2\], expected \[n, n\]/,
  });
  const wide = { logit: (x: tf.Tensor2D) => x as unknown as tf.Tensor1D };
  assert.throws(() => r1Penalty(wide, tf.zeros([2, 2])), {
    name: "RangeError",
    message: /r1Penalty: the critic's logit has shape \[2, 2\], expected \[2\]/,
  });
});

test("leaves no tensor behind, also inside a gradient", () => {
  for (const make of Object.values(critics)) {
    const critic = make();
    const x = points(critic.input);
    assertNoLeak(() => r1Penalty(critic, x));
    assertNoLeak(() => {
      const { value, grads } = tf.variableGrads(
        () => r1Penalty(critic, x).mean<tf.Scalar>(),
        Object.values(critic.weights),
      );
      return [value, ...Object.values(grads).filter(Boolean)];
    });
  }
});
