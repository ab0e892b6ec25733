import * as tf from "@tensorflow/tfjs";
import type { EncoderDecoder } from "../models/vaeModel";
import { aggregatePosterior, type AggregateEstimator } from "./aggregatePosterior";
import { drawnElbo, expectBeta } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";

export interface BetaTcvaeOptions extends ElboOptions {
  /** images in the whole training set, N */
  datasetSize: number;
  /** how q(z) is estimated from a batch, see `aggregatePosterior`; default "stratified" */
  estimator?: AggregateEstimator;
}

/** The KL in three parts, each a one-draw estimate: their sum is log q(z|x) / p(z), on average the KL. */
export interface BetaTcvaeTerms extends ElboTerms {
  /** log q(z|x) / q(z), on average I(x; z) */
  mutualInformation: tf.Tensor1D;
  /** log q(z) / Πⱼ q(zⱼ), on average the total correlation KL(q(z) ‖ Πⱼ q(zⱼ)) */
  totalCorrelation: tf.Tensor1D;
  /** Σⱼ log q(zⱼ) / p(zⱼ), on average Σⱼ KL(q(zⱼ) ‖ p(zⱼ)) */
  dimensionWiseKl: tf.Tensor1D;
}

/**
 * β-TCVAE: E_q(z|x)[log p(x|z)] − I(x; z) − β TC − Σⱼ KL(q(zⱼ) ‖ p(zⱼ)) = ELBO(x) − (β − 1) TC,
 * TC = KL(q(z) ‖ Πⱼ q(zⱼ)): of the KL's three parts, β weighs the one that makes the components depend on each other.
 *
 * Written as on the right, with the KL in closed form, it has less noise than three estimates, and β = 1 is the ELBO.
 * β < 1 rewards dependence. A pair of images each: n² · latent numbers in memory.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if β is negative, there is a capacity, N is smaller than n, or the images do not fit the model
 * @see Chen et al. 2018, equations 2 and 4
 */
export function betaTcvae(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { beta = 1, capacity, datasetSize, estimator, ...options }: BetaTcvaeOptions,
): BetaTcvaeTerms {
  expectBeta("betaTcvae", beta);
  if (capacity !== undefined) {
    throw new RangeError(
      "betaTcvae: a capacity is for the KL as a whole, this weighs a part of it. Leave it out, or use elbo.",
    );
  }
  return tf.tidy(() => {
    const { terms, ...draw } = drawnElbo("betaTcvae", vae, images, options);
    const { joint, product, conditional, prior } = aggregatePosterior("betaTcvae", draw, {
      datasetSize,
      ...(estimator && { estimator }),
    });
    const totalCorrelation = joint.sub<tf.Tensor1D>(product);
    const excess = totalCorrelation.mul(tf.sub(beta, 1));
    return {
      ...terms,
      objective: terms.objective.sub<tf.Tensor1D>(excess),
      mutualInformation: conditional.sub<tf.Tensor1D>(joint),
      totalCorrelation,
      dimensionWiseKl: product.sub<tf.Tensor1D>(prior),
    };
  });
}
