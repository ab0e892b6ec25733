import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { TotalCorrelationDiscriminator } from "../models/totalCorrelationDiscriminator";
import { reparameterize } from "../models/reparameterize";
import type { EncoderDecoder } from "../models/vaeModel";
import { permuteDimensions } from "./permuteDimensions";

export interface FactorVaeDiscriminatorLossOptions {
  /** of the noise in z */
  seed: Seed;
  discriminator: Pick<TotalCorrelationDiscriminator, "logDensityRatio">;
}

/**
 * −½ (log D(z) + log(1 − D(z̃))) = ½ (softplus(−d(z)) + softplus(d(z̃))), per example, in nats: what FactorVAE's
 * discriminator minimises, z ~ q(z|x) and z̃ with the components of other images, see `permuteDimensions`.
 *
 * log 2 for one that cannot tell them apart. The paper takes z̃ from a second batch; here both are of one.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @returns      [n]
 * @throws RangeError if the images do not fit the model, or its codes the discriminator
 * @see Kim & Mnih 2018, algorithm 2
 */
export function factorVaeDiscriminatorLoss(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { seed, discriminator }: FactorVaeDiscriminatorLossOptions,
): tf.Tensor1D {
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const latent = reparameterize(mean, logVariance, { seed });
    const ofJoint = discriminator.logDensityRatio(latent);
    const ofProduct = discriminator.logDensityRatio(permuteDimensions(latent));
    return ofJoint.neg().softplus().add<tf.Tensor1D>(ofProduct.softplus()).mul(0.5);
  });
}
