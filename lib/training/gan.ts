import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed, type Seed } from "../chance";
import { expectShape } from "../checks";
import { discriminatorLoss, type SlopePenalties } from "../losses/discriminatorLoss";
import type { Critic, GanLoss } from "../losses/ganLoss";
import { nonSaturatingLoss } from "../losses/nonSaturatingLoss";
import type { EncoderDecoder, Trainable } from "../models/vaeModel";
import type { Adversary } from "./adversary";
import type { Objective } from "./objective";
import type { Optimizer } from "./optimizer";

/** What can be trained as a GAN's generator: a `Generator`, or a VAE, of which only the decoder is. */
export type GanModel = Trainable &
  Pick<EncoderDecoder, "decode"> & { readonly config: { readonly latent: number } };

/** Where the codes of made images come from, [n, latent], one for each real image x, [n, input]. */
export type Latents = (images: tf.Tensor2D, options: { seed: Seed }) => tf.Tensor2D;

export interface GanOptions {
  /** Moves the discriminator's weights; stays yours to dispose. */
  optimizer: Optimizer;
  /** default `nonSaturatingLoss` */
  loss?: GanLoss;
  /** what the discriminator pays for its slope; default none */
  penalty?: SlopePenalties;
  /** of the discriminator for each of the generator; default 1. The Wasserstein papers make 5 */
  updates?: number;
  /** default z ~ N(0, I) */
  latents?: Latents;
}

/** Per example, each [n]. */
export interface GanTerms {
  /** what training maximises: the generator's loss with its sign changed */
  objective: tf.Tensor1D;
  /** D of real images, as the loss reads it */
  real: tf.Tensor1D;
  /** D of made images */
  fake: tf.Tensor1D;
}

/** What `fit` needs to train a generator. */
export interface Gan {
  objective: Objective<GanModel, GanTerms>;
  adversary: Adversary<GanModel>;
}

/**
 * A GAN as options of `fit`: the generator's loss is the objective, the discriminator is the adversary.
 *
 * ```ts
 * const discriminator = new Discriminator();
 * const rates = { learningRate: 1e-3, beta1: 0.5 };
 * await fit(new Generator(), train, {
 *   ...gan(discriminator, { optimizer: adam(rates), penalty: { r1: 0.2 } }),
 *   optimizer: adam(rates),
 * });
 * ```
 *
 * Each step updates the generator on n made images, then the discriminator on n real ones and n others that are made by
 * the generator as it is then. In the history, `loss` is the generator's, `adversary` the discriminator's with its
 * penalties, `real` and `fake` are what it says of either: ½ and ½ where neither wins. No number says how good the images
 * are.
 *
 * With `latents` the codes come from elsewhere, such as a VAE's q(z|x) of the same images:
 *
 * ```ts
 * const latents: Latents = (images, { seed }) => {
 *   const { mean, logVariance } = vae.encode(images);
 *   return reparameterize(mean, logVariance, { seed });
 * };
 * ```
 *
 * @throws RangeError if a penalty's weight is negative, or, at the first step, if sizes do not fit
 * @see Goodfellow et al. 2014, algorithm 1
 */
export function gan(
  discriminator: Critic & Pick<Adversary, "weights">,
  { optimizer, loss = nonSaturatingLoss, penalty = {}, updates = 1, latents }: GanOptions,
): Gan {
  const fakesOf = (model: GanModel, images: tf.Tensor2D, seed: Seed): tf.Tensor2D => {
    const { latent } = model.config;
    const n = images.shape[0];
    const z = latents?.(images, { seed }) ?? standardNormal<tf.Rank.R2>([n, latent], { seed });
    expectShape("gan", "latents", z, [n, latent]);
    return model.decode(z).sigmoid();
  };
  return {
    objective: (model, images, { seed }) =>
      tf.tidy(() => {
        const fake = discriminator.logit(fakesOf(model, images, subseed(seed, "generator")));
        return {
          objective: loss.generator(fake).neg<tf.Tensor1D>(),
          real: loss.output(discriminator.logit(images)),
          fake: loss.output(fake),
        };
      }),
    adversary: {
      weights: discriminator.weights,
      optimizer,
      updates,
      loss: (model, images, { seed }) =>
        tf.tidy(() => {
          const fake = fakesOf(model, images, subseed(seed, "discriminator"));
          return discriminatorLoss(discriminator, images, fake, { loss, penalty, seed });
        }),
    },
  };
}
