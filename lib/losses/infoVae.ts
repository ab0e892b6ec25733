import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed } from "../chance";
import { expectNumber } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import { drawnElbo } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";
import { forEach } from "./forEach";
import { maximumMeanDiscrepancy, type Kernel } from "./maximumMeanDiscrepancy";

export interface InfoVaeOptions extends ElboOptions {
  /** of the MMD², α + λ − 1 in the paper, where β is 1 − α; default 1000, as MMD² is at most 2 and images cost hundreds of nats */
  weight?: number;
  /** default "inverseMultiquadric" */
  kernel?: Kernel;
}

export interface InfoVaeTerms extends ElboTerms {
  /** the estimate of MMD²(q(z), p(z)), of the batch, [n] times the same number; may be below 0 */
  discrepancy: tf.Tensor1D;
}

/**
 * InfoVAE: E_q(z|x)[log p(x|z)] − β KL(q(z|x) ‖ p(z)) − weight · MMD²(q(z), p(z)),
 * which holds the codes of all images together to the prior, while β may leave each one's free.
 *
 * β = 0 is the MMD-VAE, or a Wasserstein autoencoder with a noisy encoder. MMD² is estimated between the batch's
 * z and as many draws of the prior, made anew at each step.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if a weight is negative, the kernel is unknown or the images do not fit the model
 * @see Zhao et al. 2019; Tolstikhin et al. 2018
 */
export function infoVae(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { weight = 1000, kernel = "inverseMultiquadric", ...options }: InfoVaeOptions,
): InfoVaeTerms {
  expectNumber("infoVae", "weight", weight, { min: 0 });
  return tf.tidy(() => {
    const { terms, latent } = drawnElbo("infoVae", vae, images, options);
    const prior = standardNormal<tf.Rank.R2>(latent.shape, {
      seed: subseed(options.seed, "prior"),
    });
    const discrepancy = maximumMeanDiscrepancy(latent, prior, { kernel });
    return {
      ...terms,
      objective: terms.objective.sub<tf.Tensor1D>(discrepancy.mul(weight)),
      discrepancy: forEach(terms, discrepancy),
    };
  });
}
