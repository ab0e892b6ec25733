import * as tf from "@tensorflow/tfjs";
import type { ImageClassifier } from "../models/imageClassifier";
import type { Labels } from "../models/oneHotLabels";
import type { EncoderDecoder } from "../models/vaeModel";
import { ascent, attackSeed, WORTH_COMPILING } from "./ascent";
import {
  classifierTerms,
  expectAttack,
  labelTensor,
  type ClassifierAttackOptions,
} from "./classifierTerms";
import { stepSizeFor } from "./stepSize";

export interface LatentAttackOptions extends ClassifierAttackOptions {
  /** default 40 */
  steps?: number;
  /** default 5/2 ε / steps */
  stepSize?: number;
  /** whether native TensorFlow compiles the step, see `capture`; default: if there are at least 20 steps */
  compile?: boolean;
}

export interface LatentAttack {
  /** [n, input], decoded from `latent`: intensities in [0, 1] */
  images: tf.Tensor2D;
  /** [n, latent], z */
  latent: tf.Tensor2D;
}

/**
 * max over z with ‖z − μ(x)‖₂ ≤ ε of −log p(y | sigmoid(decode(z))): an image that the decoder can draw, near the
 * reconstruction of x in the latent space and as far from x in pixels as may be. ε is in units of the prior's standard
 * deviation. Projected gradient ascent from μ(x).
 *
 * What it finds fools the classifier only if it still shows a y. Nothing ensures that: with a large ε it becomes
 * another digit, and the classifier is right. Look at the images.
 *
 * @param images [n, input], x, intensities in [0, 1]
 * @param labels [n], y; numbers, or an int32 tensor
 * @returns      the caller disposes both
 * @throws TypeError, RangeError if images, labels or an option do not fit
 * @throws Error if it shall be compiled and cannot, see `capture`
 * @see Song, Shu, Kushman & Ermon 2018, "Constructing unrestricted adversarial examples with generative models", who
 *      search a conditional GAN's latent space and ask people what they see
 */
export function latentAttack(
  classifier: ImageClassifier,
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  labels: Labels,
  options: LatentAttackOptions,
): LatentAttack {
  expectAttack("latentAttack", images, labels, options);
  const { epsilon, draws = 1, seed = 0, steps = 40 } = options;
  const { compile = steps >= WORTH_COMPILING } = options;
  const norm = "l2";
  const stepSize = stepSizeFor("latentAttack", {
    ...{ epsilon, norm, steps, stepSize: options.stepSize },
  });
  return tf.tidy(() => {
    const terms = classifierTerms(classifier, labelTensor(labels), options);
    const drawn = (z: tf.Tensor2D): tf.Tensor2D => vae.decode(z).sigmoid();
    const climb = ascent(
      "latentAttack",
      (z, own) => terms(drawn(z), own).loss,
      vae.encode(images).mean,
      {
        ...{ epsilon, norm, steps, stepSize, draws, compile },
        randomStart: false,
        box: false,
      },
    );
    try {
      const latent = climb.run(attackSeed("latentAttack", seed));
      return { images: drawn(latent), latent };
    } finally {
      climb.dispose();
    }
  });
}
