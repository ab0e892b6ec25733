import * as tf from "@tensorflow/tfjs";
import { standardNormal, type Seed } from "../chance";
import { expectShape } from "../checks";

/**
 * z = μ + σ ε, ε ~ N(0, I): a draw from N(μ, σ²) through which gradients reach μ and log σ².
 *
 * @param mean        [n, latent], μ
 * @param logVariance [n, latent], log σ²
 * @param options.seed of ε, a whole number or a key; the same seed gives the same ε
 * @returns           [n, latent]
 * @throws RangeError if the shapes differ
 * @see Kingma & Welling 2014, section 2.4
 */
export function reparameterize(
  mean: tf.Tensor2D,
  logVariance: tf.Tensor2D,
  { seed }: { seed: Seed },
): tf.Tensor2D {
  expectShape("reparameterize", "mean", mean, [null, null]);
  expectShape("reparameterize", "logVariance", logVariance, mean.shape);
  return tf.tidy(() => {
    const noise = standardNormal<tf.Rank.R2>(mean.shape, { seed });
    const standardDeviation = logVariance.mul(0.5).exp();
    return mean.add<tf.Tensor2D>(standardDeviation.mul(noise));
  });
}
