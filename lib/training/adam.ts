import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { Optimizer } from "./optimizer";

export interface AdamOptions {
  /** α; default 1e-3 */
  learningRate?: number;
  /** decay of the mean gradient; default 0.9 */
  beta1?: number;
  /** decay of the mean squared gradient; default 0.999 */
  beta2?: number;
  /** ε, added to the root; default 1e-8 */
  epsilon?: number;
}

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − α m̂ / (√v̂ + ε)
 * with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
 *
 * Its state (m, v, t) stays with it, so that a further `fit` goes on where the last one ended.
 * Use a new one for a new model.
 *
 * @throws RangeError if a rate is out of its range
 * @see Kingma & Ba 2015, algorithm 1
 */
export function adam({
  learningRate = 1e-3,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions = {}): Optimizer {
  expectNumber("adam", "learningRate", learningRate, { min: 0 });
  expectNumber("adam", "beta1", beta1, { min: 0, max: 1 - Number.EPSILON });
  expectNumber("adam", "beta2", beta2, { min: 0, max: 1 - Number.EPSILON });
  expectNumber("adam", "epsilon", epsilon, { min: Number.MIN_VALUE });
  let t = 0;
  let slots: Record<string, { m: tf.Variable; v: tf.Variable }> = {};

  const slot = (name: string, like: tf.Tensor): { m: tf.Variable; v: tf.Variable } =>
    (slots[name] ??= tf.tidy(() => ({
      m: tf.variable(tf.zerosLike(like)),
      v: tf.variable(tf.zerosLike(like)),
    })));

  return {
    apply(weights, gradients) {
      t += 1;
      // Both bias corrections as one factor each, so that no corrected copy of m and v is made.
      const rootCorrection = Math.sqrt(1 - beta2 ** t);
      const stepSize = (learningRate * rootCorrection) / (1 - beta1 ** t);
      tf.tidy(() => {
        for (const [name, gradient] of Object.entries(gradients)) {
          const weight = weights[name]!;
          const { m, v } = slot(name, weight);
          m.assign(m.mul(beta1).add(gradient.mul(1 - beta1)));
          v.assign(v.mul(beta2).add(gradient.square().mul(1 - beta2)));
          const root = v.sqrt().add(epsilon * rootCorrection);
          weight.assign(weight.sub(m.div(root).mul(stepSize)));
        }
      });
    },
    state() {
      const tensors: Record<string, tf.Tensor> = {};
      for (const [name, { m, v }] of Object.entries(slots)) {
        tensors[`${name}/m`] = m;
        tensors[`${name}/v`] = v;
      }
      return { step: t, tensors };
    },
    restore(state) {
      tf.dispose(slots);
      slots = {};
      t = state.step;
      for (const [name, tensor] of Object.entries(state.tensors)) {
        const part = name.endsWith("/m") ? "m" : "v";
        slot(name.slice(0, -2), tensor)[part].assign(tensor);
      }
    },
    dispose() {
      tf.dispose(slots);
      slots = {};
      t = 0;
    },
  };
}
