import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { capture } from "../../../lib/backend/capture/capture";
import type { Critic } from "../../../lib/losses";
import { Discriminator, Mlp } from "../../../lib/models";
import { assertClose } from "../gradients";
import { withBiases } from "../models/withBiases";
import { assertWeightGradients } from "./weightGradients";

export type TestCritic = Critic & {
  readonly weights: Record<string, tf.Variable>;
  /** of an input */
  readonly input: number;
};

/** Critics of points in the plane and of small images, with biases that are not 0. */
export const critics: Record<string, () => TestCritic> = {
  "a smooth dense critic": () => dense("softplus"),
  "a dense critic with relu": () => dense("relu"),
  "a convolutional critic": () => {
    const discriminator = new Discriminator({ height: 4, width: 4, filters: [3, 4], seed: 5 });
    const { weights } = withBiases(discriminator);
    return { weights, input: 16, logit: (x) => discriminator.logit(x) };
  },
};

function dense(activation: "softplus" | "relu"): TestCritic {
  const mlp = new Mlp({ inputs: 2, hidden: [6, 5], activation, seed: 2 });
  const { weights } = withBiases(mlp);
  return { weights, input: 2, logit: (x) => mlp.apply(x).squeeze([1]) };
}

/**
 * A penalty on the slope of piecewise linear layers does not depend on their biases, nor on the last one's of any critic.
 * The others' gradients agree with finite differences. A step this small seldom crosses a kink,
 * where such a penalty jumps; its rounding is 2e-4.
 */
export function assertPenaltyGradients(
  { weights }: Pick<TestCritic, "weights">,
  penalty: () => tf.Scalar,
): void {
  const { grads } = tf.variableGrads(penalty, Object.values(weights));
  const isMoved = ([, { name }]: [string, tf.Variable]): boolean =>
    (grads[name] as tf.Tensor | null)?.dataSync().some((g) => g !== 0) ?? false;
  const counting = Object.entries(weights).filter(isMoved);
  const matrices = Object.keys(weights).filter((name) => name.endsWith("weight"));
  const names = counting.map(([name]) => name);
  assert.ok(
    matrices.every((name) => names.includes(name)),
    `only ${names.join(", ")} have a gradient`,
  );
  const options = { h: 4e-4, tolerance: 5e-3 };
  assertWeightGradients(Object.fromEntries(counting), penalty, options);
}

/** Captured, the gradients are those of plain code: 1e-5 is a hundred roundings. */
export function assertCapturedGradients(
  { weights }: Pick<TestCritic, "weights">,
  penalty: (x: tf.Tensor2D) => tf.Scalar,
  x: tf.Tensor2D,
): void {
  const all = Object.values(weights);
  const step = (x: tf.Tensor2D): tf.Tensor1D =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => penalty(x), all);
      const found = Object.values(grads).filter(
        (gradient) => (gradient as tf.Tensor | null) !== null,
      );
      return tf.concat1d([value, ...found].map((tensor) => tensor.reshape<tf.Tensor1D>([-1])));
    });
  const captured = capture(step);
  for (let call = 1; call <= 4; call++) {
    const at = x.mul<tf.Tensor2D>(1 + call / 10);
    assertClose(captured(at).dataSync(), step(at).dataSync(), 1e-5);
  }
  captured.dispose();
}
