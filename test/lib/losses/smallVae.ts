import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../../../lib/chance";
import { Vae, type VaeModel } from "../../../lib/models";

export const smallVae = (): Vae =>
  new Vae({ input: 6, hidden: [5], latent: 2, activation: "tanh", seed: 3 });

export const smallImages = (n = 4): tf.Tensor2D =>
  tf.randomUniform<tf.Rank.R2>([n, 6], 0, 1, "float32", 1);

/** A model whose codes are known: the images are μ, log σ² is the same for all, and the decoder knows nothing. */
export function identityCode(latent: number, logVariance: number): VaeModel {
  const vae = new Vae({ input: latent, hidden: [], latent });
  return Object.assign(vae, {
    encode: (images: tf.Tensor2D) => ({
      mean: images.clone(),
      logVariance: tf.fill<tf.Rank.R2>([images.shape[0], latent], logVariance),
    }),
    decode: (z: tf.Tensor2D) => z.zerosLike(),
  });
}

/**
 * Means whose codes are N(0, R), R = [[1, ρ], [ρ, 1]], with that variance of the noise: Cov[μ] + σ² I = R.
 * Their total correlation is −½ log det R = −½ log(1 − ρ²).
 */
export function correlatedMeans(
  n: number,
  { correlation, variance, seed }: { correlation: number; variance: number; seed: number },
): tf.Tensor2D {
  return tf.tidy(() => {
    const slope = correlation / (1 - variance);
    const draws = standardNormal<tf.Rank.R2>([n, 2], { seed });
    const [a, b] = tf.split(draws, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const second = a.mul(slope).add(b.mul(Math.sqrt(1 - slope ** 2)));
    return tf.concat([a, second], 1).mul(Math.sqrt(1 - variance));
  });
}
