import * as tf from "@tensorflow/tfjs";
import { standardNormal, type Seed } from "../chance";
import { expectNumber, expectShape } from "../checks";
import { bernoulliLogLikelihood } from "../losses/bernoulliLogLikelihood";
import type { LogLikelihood } from "../losses/elbo";
import { gaussianKl } from "../losses/gaussianKl";
import type { EncoderDecoder } from "../models/vaeModel";

export interface ElboScoreOptions {
  /** of the draws of z */
  seed: Seed;
  /** k, the draws of z for each image; default 8 */
  draws?: number;
  /** default `bernoulliLogLikelihood` */
  likelihood?: LogLikelihood;
}

/**
 * −ELBO(x) ≈ KL(q(z|x) ‖ p(z)) − 1/k Σₛ log p(x|zₛ), zₛ drawn from q(z|x), per example, in nats: the higher, the less
 * is the image like those that the VAE was trained on. Its gradient with respect to the images is what an attack needs
 * that wants to stay unseen.
 *
 * The decoder sees k n latents at once.
 *
 * @param images [n, input], intensities in [0, 1]
 * @returns      [n]
 * @throws RangeError if k is no whole number from 1, or the images do not fit the model
 * @see Kingma & Welling 2014, equation 10
 */
export function elboScore(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { seed, draws = 8, likelihood = bernoulliLogLikelihood }: ElboScoreOptions,
): tf.Tensor1D {
  expectNumber("elboScore", "draws", draws, { integer: true, min: 1 });
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const [n, size] = mean.shape;
    const repeated = (x: tf.Tensor2D): tf.Tensor2D => x.tile([draws, 1]); // row s n + i: draw s of image i
    const noise = standardNormal<tf.Rank.R2>([draws * n, size], { seed });
    const deviation = logVariance.mul<tf.Tensor2D>(0.5).exp<tf.Tensor2D>();
    const latent = repeated(mean).add<tf.Tensor2D>(repeated(deviation).mul(noise));
    const logLikelihoods = likelihood(vae.decode(latent), repeated(images));
    expectShape("elboScore", "the likelihood's result", logLikelihoods, [draws * n]);
    const logLikelihood = logLikelihoods.reshape([draws, n]).mean(0);
    return gaussianKl(mean, logVariance).sub<tf.Tensor1D>(logLikelihood);
  });
}
