import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
import { expectBeta } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";
import { importanceWeights } from "./importanceWeights";

export interface IwaeOptions extends Omit<ElboOptions, "capacity"> {
  /** k, the draws of z for each image; default 5 */
  samples?: number;
  /** weighs log q(z|x) / p(z) inside each weight; only with 1, the default, is the objective a bound of log p(x) */
  beta?: number | tf.Scalar;
}

/**
 * Lₖ(x) = log 1/k Σₛ wₛ ≤ log p(x), wₛ = p(x, zₛ) / q(zₛ|x), with zₛ drawn from q(z|x): the importance-weighted bound.
 *
 * Its expectation is the ELBO for k = 1 and never falls as k grows. `objective` is Lₖ; the other terms are averaged
 * over the k draws, so that `elbo` is the ELBO of the same weights. There log q(z|x) − log p(z) is taken at the draws,
 * where the function `elbo` has it in closed form: with k = 1 the mean over z is the same, the spread is larger.
 *
 * Time and memory grow with k: the decoder sees k n latents at once.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @returns      each [n], in nats
 * @throws RangeError if k is no whole number from 1, β is negative or the images do not fit the model
 * @see Burda, Grosse & Salakhutdinov 2016, equations 8 and 14
 */
export function iwae(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { samples = 5, beta = 1, seed, likelihood = bernoulliLogLikelihood }: IwaeOptions,
): ElboTerms {
  expectNumber("iwae", "samples", samples, { integer: true, min: 1 });
  expectBeta("iwae", beta);
  return tf.tidy(() => {
    const options = { samples, seed, likelihood };
    const { logLikelihoods, logRatios } = importanceWeights("iwae", vae, images, options);
    const logWeights = logLikelihoods.sub<tf.Tensor2D>(logRatios.mul(beta));
    const logLikelihood = logLikelihoods.mean<tf.Tensor1D>(0);
    const kl = logRatios.mean<tf.Tensor1D>(0);
    return {
      objective: tf.logSumExp<tf.Tensor1D>(logWeights, 0).sub<tf.Tensor1D>(Math.log(samples)),
      elbo: logLikelihood.sub<tf.Tensor1D>(kl),
      logLikelihood,
      kl,
    };
  });
}
