import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed } from "../chance";
import { expectNumber, expectShape } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import { drawnElbo } from "./drawnElbo";
import type { ElboOptions } from "./elbo";
import type { Critic, GanLoss } from "./ganLoss";
import { nonSaturatingLoss } from "./nonSaturatingLoss";
import { stopGradient } from "./stopGradient";

/** What a VAE-GAN asks of a discriminator: its logits, and the features in which images are compared. */
export interface FeatureCritic extends Critic {
  /** f(x), [n, features]. @param images [n, input] */
  features(images: tf.Tensor2D): tf.Tensor2D;
}

export interface VaeGanOptions extends Omit<ElboOptions, "likelihood"> {
  /** trained at the same time with `vaeGanDiscriminatorLoss` */
  discriminator: FeatureCritic;
  /** γ, what a close reconstruction counts for the decoder against a real look; default 1 */
  gamma?: number;
  /** default `nonSaturatingLoss` */
  loss?: GanLoss;
}

/** Per example, each [n]. */
export interface VaeGanTerms {
  /** what training maximises: log p(f(x)|z) − β KL − generator / γ */
  objective: tf.Tensor1D;
  /** log p(f(x)|z) up to a constant */
  featureLogLikelihood: tf.Tensor1D;
  /** KL(q(z|x) ‖ p(z)), the rate, in nats */
  kl: tf.Tensor1D;
  /** the generator's loss, half of it from reconstructions and half from draws from the prior */
  generator: tf.Tensor1D;
  /** D of real images, as the loss reads it */
  real: tf.Tensor1D;
  /** D of reconstructions */
  reconstructed: tf.Tensor1D;
  /** D of images of z drawn from the prior */
  sampled: tf.Tensor1D;
}

/**
 * VAE-GAN: a VAE whose images are compared in the features f of a discriminator, and whose decoder must fool it.
 *
 *   encoder: max log p(f(x)|z) − β KL
 *   decoder: max γ log p(f(x)|z) − ½ (G(d(x̃)) + G(d(x̂)))
 *
 * with z ~ q(z|x), x̃ its reconstruction, x̂ the image of a draw from the prior, G the generator's loss, and
 * log p(f(x)|z) = log N(f(x); f(x̃), I) = −½ ‖f(x) − f(x̃)‖² − const, summed over the features. The constant is left out:
 * f moves with the discriminator, so this is a distance, not a density of x, and bounds no log p(x).
 *
 * Both are one objective: the decoder's divided by γ is log p(f(x)|z) − ½ (…) / γ, and Adam's steps do not depend on such
 * a factor. The KL does not reach the decoder, and `stopGradient` keeps the GAN's part from the encoder.
 *
 * ```ts
 * const discriminator = new Discriminator();
 * await fit(vae, train, {
 *   objective: (vae, images, options) => vaeGan(vae, images, { ...options, discriminator }),
 *   adversary: {
 *     weights: discriminator.weights,
 *     optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }),
 *     loss: (vae, images, options) => vaeGanDiscriminatorLoss(vae, images, { ...options, discriminator }),
 *   },
 * });
 * ```
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if γ is not positive, β or C is negative, or the images do not fit the models
 * @see Larsen, Sønderby, Larochelle & Winther 2016, equations 7 to 9 and algorithm 1
 */
export function vaeGan(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { discriminator, gamma = 1, loss = nonSaturatingLoss, ...options }: VaeGanOptions,
): VaeGanTerms {
  expectNumber("vaeGan", "gamma", gamma, { min: Number.MIN_VALUE });
  const likelihood = (logits: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor1D => {
    const seen = discriminator.features(logits.sigmoid());
    expectShape("vaeGan", "features", seen, [x.shape[0], null]);
    return tf.squaredDifference(discriminator.features(x), seen).sum<tf.Tensor1D>(1).mul(-0.5);
  };
  return tf.tidy(() => {
    const { terms, latent } = drawnElbo("vaeGan", vae, images, { ...options, likelihood });
    const prior = standardNormal<tf.Rank.R2>(latent.shape, {
      seed: subseed(options.seed, "prior"),
    });
    const made = vae.decode(tf.concat([stopGradient(latent), prior])).sigmoid<tf.Tensor2D>();
    const logits = discriminator.logit(made);
    const [ofReconstructions, ofSamples] = tf.split(logits, 2) as [tf.Tensor1D, tf.Tensor1D];
    const generator = tf.add<tf.Tensor1D>(
      loss.generator(ofReconstructions).mul(0.5),
      loss.generator(ofSamples).mul(0.5),
    );
    return {
      objective: terms.objective.sub<tf.Tensor1D>(generator.div(gamma)),
      featureLogLikelihood: terms.logLikelihood,
      kl: terms.kl,
      generator,
      real: loss.output(discriminator.logit(images)),
      reconstructed: loss.output(ofReconstructions),
      sampled: loss.output(ofSamples),
    };
  });
}
