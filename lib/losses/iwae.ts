import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../chance";
import { expectNumber, expectShape } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
import { expectBeta } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";

export interface IwaeOptions extends Omit<ElboOptions, "capacity"> {
  /** k, the draws of z for each image; default 5 */
  samples?: number;
  /** weighs log p(z) − log q(z|x) inside each weight; only with 1, the default, is the objective a bound of log p(x) */
  beta?: number | tf.Scalar;
}

/**
 * Lₖ(x) = log 1/k Σₛ wₛ ≤ log p(x), wₛ = p(x, zₛ) / q(zₛ|x), with zₛ drawn from q(z|x): the importance-weighted bound.
 *
 * Its expectation is the ELBO for k = 1 and never falls as k grows. `objective` is Lₖ; the other terms are averaged
 * over the k draws, so that `elbo` is the ELBO of the same weights. There log q(z|x) − log p(z) is taken at the draws,
 * where the function `elbo` has it in closed form: with k = 1 the mean over z is the same, the spread is larger.
 *
 * Memory grows with k: the decoder sees k n latents at once.
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
    const { mean, logVariance } = vae.encode(images);
    const [n] = mean.shape;
    const draws = (x: tf.Tensor2D): tf.Tensor2D => x.tile([samples, 1]); // row s n + i: draw s of image i
    const noise = standardNormal<tf.Rank.R2>([samples * n, mean.shape[1]], { seed });
    const deviation = logVariance.mul<tf.Tensor2D>(0.5).exp<tf.Tensor2D>();
    const latent = draws(mean).add<tf.Tensor2D>(draws(deviation).mul(noise));

    const logLikelihoods = likelihood(vae.decode(latent), draws(images));
    expectShape("iwae", "the likelihood's result", logLikelihoods, [samples * n]);
    // log q(z|x) = −½ Σ (ε² + log σ² + log 2π) and log p(z) = −½ Σ (z² + log 2π).
    const logRatios = latent
      .square()
      .sub(noise.square())
      .sub(draws(logVariance))
      .sum<tf.Tensor1D>(1)
      .mul<tf.Tensor1D>(0.5);
    const logWeights = logLikelihoods.sub(logRatios.mul(beta)).reshape<tf.Tensor2D>([samples, n]);
    const average = (x: tf.Tensor): tf.Tensor1D => x.reshape([samples, n]).mean<tf.Tensor1D>(0);
    const logLikelihood = average(logLikelihoods);
    const kl = average(logRatios);
    return {
      objective: logWeights.logSumExp<tf.Tensor1D>(0).sub<tf.Tensor1D>(Math.log(samples)),
      elbo: logLikelihood.sub<tf.Tensor1D>(kl),
      logLikelihood,
      kl,
    };
  });
}
