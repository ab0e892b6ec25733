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
  { seed, ...options }: DiscriminatorLossOptions,
): tf.Tensor1D {
  return meanDiscriminatorLoss("discriminatorLoss", critic, real, [{ fake, seed }], options);
}

/** One kind of made images, [n, input], and the seed of the points between them and the real ones. */
interface MadeImages {
  fake: tf.Tensor2D;
  seed: Seed;
}

/**
 * The mean of `discriminatorLoss` over kinds of made images, all against the same real ones, which are scored once.
 *
 * @param where the function that was called, for messages
 * @param kinds at least one
 */
export function meanDiscriminatorLoss(
  where: string,
  critic: Critic,
  real: tf.Tensor2D,
  kinds: readonly MadeImages[],
  { loss = nonSaturatingLoss, penalty = {} }: Omit<DiscriminatorLossOptions, "seed">,
): tf.Tensor1D {
  const { r1 = 0, gradient = 0 } = penalty;
  expectNumber(where, "penalty.r1", r1, { min: 0 });
  expectNumber(where, "penalty.gradient", gradient, { min: 0 });
  return tf.tidy(() => {
    const mean = (of: (kind: MadeImages) => tf.Tensor1D): tf.Tensor1D =>
      tf.addN(kinds.map(of)).div(kinds.length);
    const ofReal = critic.logit(real);
    let total = mean(({ fake }) => loss.discriminator(ofReal, critic.logit(fake)));
    if (r1 > 0) total = total.add(r1Penalty(critic, real).mul(r1));
    if (gradient > 0) {
      const slope = mean(({ fake, seed }) => {
        const own = subseed(seed, "discriminatorLoss");
        return gradientPenalty(critic, real, fake, { seed: own });
      });
      total = total.add(slope.mul(gradient));
    }
    return total;
  });
}
