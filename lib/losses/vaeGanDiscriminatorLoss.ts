import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed } from "../chance";
import { reparameterize } from "../models/reparameterize";
import type { EncoderDecoder } from "../models/vaeModel";
import { meanDiscriminatorLoss, type DiscriminatorLossOptions } from "./discriminatorLoss";
import type { Critic } from "./ganLoss";

export interface VaeGanDiscriminatorLossOptions extends DiscriminatorLossOptions {
  discriminator: Critic;
}

/**
 * ½ (L(x, x̃) + L(x, x̂)), per example, with L as in `discriminatorLoss`: what a VAE-GAN's discriminator minimises. x̃ are
 * reconstructions of the images x, x̂ images of draws from the prior, so half of what is made are of either kind.
 *
 * The paper's has no ½ for what is made: there it sees two made images for each real one.
 *
 * @param images [n, pixels], x, intensities in [0, 1]
 * @returns      [n]
 * @throws RangeError if a penalty's weight is negative, or the images do not fit the models
 * @see Larsen, Sønderby, Larochelle & Winther 2016, algorithm 1
 */
export function vaeGanDiscriminatorLoss(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { discriminator, seed, ...options }: VaeGanDiscriminatorLossOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const latent = reparameterize(mean, logVariance, { seed });
    const prior = standardNormal<tf.Rank.R2>(latent.shape, { seed: subseed(seed, "prior") });
    const kinds = [
      { fake: vae.decode(latent).sigmoid<tf.Tensor2D>(), seed: subseed(seed, "reconstructions") },
      { fake: vae.decode(prior).sigmoid<tf.Tensor2D>(), seed: subseed(seed, "samples") },
    ];
    return meanDiscriminatorLoss("vaeGanDiscriminatorLoss", discriminator, images, kinds, options);
  });
}
