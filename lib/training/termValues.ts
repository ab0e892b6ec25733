import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import type { ElboTerms } from "../losses/elbo";
import type { Terms } from "./terms";

/**
 * An objective's terms in one tensor, [3, n], so that they are read at once. They are averaged in JavaScript, in
 * double precision: XLA makes the sum over pixels and the mean over images one long sum in single precision, which
 * is off by 1e-4 of its value for a batch of 1,000.
 */
export function termValues({ objective, logLikelihood, kl }: ElboTerms): tf.Tensor2D {
  expectShape("objective", "kl", kl, [null]);
  expectShape("objective", "objective", objective, kl.shape);
  expectShape("objective", "logLikelihood", logLikelihood, kl.shape);
  return tf.stack([objective, logLikelihood, kl]) as tf.Tensor2D;
}

/**
 * Their means over the batch, with the signs of a loss.
 *
 * @param values    [3, n]
 * @param adversary [n], its loss
 */
export function termsOf(values: Float32Array, adversary?: Float32Array): Terms {
  const n = values.length / 3;
  const [objective, logLikelihood, kl] = [0, 1, 2].map((row) =>
    mean(values.subarray(row * n, (row + 1) * n)),
  ) as [number, number, number];
  return {
    loss: -objective,
    negativeElbo: kl - logLikelihood,
    distortion: -logLikelihood,
    rate: kl,
    ...(adversary && { adversary: mean(adversary) }),
  };
}

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
