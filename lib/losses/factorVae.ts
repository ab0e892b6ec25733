import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { TotalCorrelationDiscriminator } from "../models/totalCorrelationDiscriminator";
import type { EncoderDecoder } from "../models/vaeModel";
import { drawnElbo } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";

export interface FactorVaeOptions extends ElboOptions {
  /** γ, the weight of the total correlation; default 10 */
  gamma?: number;
  /** what estimates it; trained at the same time with `factorVaeDiscriminatorLoss` */
  discriminator: Pick<TotalCorrelationDiscriminator, "logDensityRatio">;
}

export interface FactorVaeTerms extends ElboTerms {
  /** the discriminator's log q(z) / Πⱼ q(zⱼ) at each z, [n]: its mean estimates the total correlation */
  totalCorrelation: tf.Tensor1D;
}

/**
 * FactorVAE: ELBO(x) − γ TC, TC = KL(q(z) ‖ Πⱼ q(zⱼ)) ≈ E_q(z)[d(z)],
 * with d(z) = log D(z) / (1 − D(z)) of a discriminator D that tells codes from codes with permuted components.
 *
 * ```ts
 * const discriminator = new TotalCorrelationDiscriminator({ latent: 10 });
 * await fit(vae, train, {
 *   objective: (vae, images, options) => factorVae(vae, images, { ...options, gamma: 35, discriminator }),
 *   adversary: {
 *     weights: discriminator.weights,
 *     optimizer: adam({ learningRate: 1e-4, beta1: 0.5, beta2: 0.9 }),
 *     loss: (vae, images, options) => factorVaeDiscriminatorLoss(vae, images, { ...options, discriminator }),
 *   },
 * });
 * ```
 *
 * The estimate is only as good as the discriminator: one that was not trained gives no total correlation. β and a
 * capacity act on the ELBO as they do in `elbo`.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if γ or β is negative or the images do not fit the model
 * @see Kim & Mnih 2018, equations 2 and 3
 */
export function factorVae(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { gamma = 10, discriminator, ...options }: FactorVaeOptions,
): FactorVaeTerms {
  expectNumber("factorVae", "gamma", gamma, {
    min: 0,
    remedy: "A negative γ would reward dependence.",
  });
  return tf.tidy(() => {
    const { terms, latent } = drawnElbo("factorVae", vae, images, options);
    const totalCorrelation = discriminator.logDensityRatio(latent);
    const objective = terms.objective.sub<tf.Tensor1D>(totalCorrelation.mul(gamma));
    return { ...terms, objective, totalCorrelation };
  });
}
