import * as tf from "@tensorflow/tfjs";
import { standardNormal, type Seed } from "../chance";
import { expectShape } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import type { LogLikelihood } from "./elbo";

/** The parts of log w = log p(x|z) − log q(z|x) / p(z), each [samples, n]. */
export interface ImportanceWeights {
  /** log p(x|z) */
  logLikelihoods: tf.Tensor2D;
  /** log q(z|x) − log p(z); its mean over z is the KL */
  logRatios: tf.Tensor2D;
}

/**
 * Draws z from q(z|x) some times for each image and gives the logarithms of what makes its weight p(x, z) / q(z|x).
 * The decoder sees samples × n latents at once. The caller disposes both.
 *
 * @param where the function that was called, for messages
 */
export function importanceWeights(
  where: string,
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { samples, seed, likelihood }: { samples: number; seed: Seed; likelihood: LogLikelihood },
): ImportanceWeights {
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const [n, size] = mean.shape;
    const draws = (x: tf.Tensor2D): tf.Tensor2D => x.tile([samples, 1]); // row s n + i: draw s of image i
    const noise = standardNormal<tf.Rank.R2>([samples * n, size], { seed });
    const deviation = logVariance.mul<tf.Tensor2D>(0.5).exp<tf.Tensor2D>();
    const latent = draws(mean).add<tf.Tensor2D>(draws(deviation).mul(noise));
    const logLikelihoods = likelihood(vae.decode(latent), draws(images));
    expectShape(where, "the likelihood's result", logLikelihoods, [samples * n]);
    // log q(z|x) = −½ Σ (ε² + log σ² + log 2π) and log p(z) = −½ Σ (z² + log 2π).
    const squares = latent.square().sub(noise.square()).sub(draws(logVariance));
    return {
      logLikelihoods: logLikelihoods.reshape<tf.Tensor2D>([samples, n]),
      logRatios: squares.sum(1).mul(0.5).reshape<tf.Tensor2D>([samples, n]),
    };
  });
}
