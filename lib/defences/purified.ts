import * as tf from "@tensorflow/tfjs";
import { subseed, type Seed } from "../chance";
import type { ImageClassifier } from "../models/imageClassifier";
import { reparameterize } from "../models/reparameterize";
import type { EncoderDecoder } from "../models/vaeModel";

export interface PurifiedOptions {
  /** Whether z is drawn from q(z|x) at each call; default false: z = μ(x) */
  sample?: boolean;
}

/** A classifier that sees what a VAE makes of an image. It holds no tensor of its own. */
export interface PurifiedClassifier extends ImageClassifier {
  /**
   * What the classifier sees: the mean image of p(x|z), intensities in [0, 1], [n, input].
   *
   * @param images  [n, input], intensities in [0, 1]
   * @param options.seed of z, if it is drawn
   */
  purify(images: tf.Tensor2D, options?: { seed: Seed }): tf.Tensor2D;
}

/**
 * logits(x) = classifier(x̂), x̂ = sigmoid(decode(z)) with z = μ(x), or z drawn from q(z|x): the VAE, which knows clean
 * images, leaves out what is not like them, so that a small change of x is lost on the way.
 *
 * Gradients pass through classifier, decoder and encoder. An attack on `purified(…)` is therefore one that knows of the
 * defence; one on the classifier alone says nothing of what the defence is worth. Where z is drawn, average the gradient
 * over some draws.
 *
 * @throws TypeError from its functions, if z is drawn and they are given no seed
 * @see Meng & Chen 2017, section 4.3 (an autoencoder as a reformer); Athalye, Carlini & Wagner 2018, sections 4 and 5
 *      (why it must be attacked as a whole)
 */
export function purified(
  classifier: ImageClassifier,
  vae: EncoderDecoder,
  { sample = false }: PurifiedOptions = {},
): PurifiedClassifier {
  const purify = (where: string, images: tf.Tensor2D, seed: Seed | undefined): tf.Tensor2D =>
    tf.tidy(() => {
      const { mean, logVariance } = vae.encode(images);
      if (!sample) return vae.decode(mean).sigmoid();
      if (seed === undefined) {
        throw new TypeError(
          `${where}: z is drawn, and there is no seed. Pass { seed } with the images, or build purified(…) without sample.`,
        );
      }
      const noise = subseed(seed, "purified");
      return vae.decode(reparameterize(mean, logVariance, { seed: noise })).sigmoid();
    });
  return {
    purify: (images, options) => purify("purify", images, options?.seed),
    logits: (images, options) =>
      tf.tidy(() =>
        classifier.logits(
          purify("logits", images, options?.seed),
          options && { seed: subseed(options.seed, "classifier") },
        ),
      ),
  };
}
