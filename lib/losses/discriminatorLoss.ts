import * as tf from "@tensorflow/tfjs";
import { subseed, type Seed } from "../chance";
import { expectNumber } from "../checks";
import type { Critic, GanLoss } from "./ganLoss";
import { gradientPenalty } from "./gradientPenalty";
import { nonSaturatingLoss } from "./nonSaturatingLoss";
import { r1Penalty } from "./r1Penalty";

/** Weights of what a discriminator pays for its slope; each default 0. */
export interface SlopePenalties {
  /** γ of `r1Penalty`, for `nonSaturatingLoss` and `minimaxLoss` */
  r1?: number;
  /** λ of `gradientPenalty`, for `wassersteinLoss`; the paper's is 10 */
  gradient?: number;
}

export interface DiscriminatorLossOptions {
  /** default `nonSaturatingLoss` */
  loss?: GanLoss;
  /** default none */
  penalty?: SlopePenalties;
  /** of the points between real and made images, a whole number or a key */
  seed: Seed;
}

/**
 * What a discriminator minimises, per example: `loss.discriminator(d(x), d(G(z)))` and its penalties, weighed.
 *
 * @param real [n, input], x
 * @param fake [n, input], G(z)
 * @returns    [n]
 * @throws RangeError if a weight is negative, the shapes differ or the critic does not give one number an example
 */
export function discriminatorLoss(
  critic: Critic,
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  { loss = nonSaturatingLoss, penalty = {}, seed }: DiscriminatorLossOptions,
): tf.Tensor1D {
  const { r1 = 0, gradient = 0 } = penalty;
  expectNumber("discriminatorLoss", "penalty.r1", r1, { min: 0 });
  expectNumber("discriminatorLoss", "penalty.gradient", gradient, { min: 0 });
  return tf.tidy(() => {
    let total = loss.discriminator(critic.logit(real), critic.logit(fake));
    if (r1 > 0) total = total.add(r1Penalty(critic, real).mul(r1));
    if (gradient > 0) {
      const own = subseed(seed, "discriminatorLoss");
      total = total.add(gradientPenalty(critic, real, fake, { seed: own }).mul(gradient));
    }
    return total;
  });
}
