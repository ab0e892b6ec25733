import * as tf from "@tensorflow/tfjs";
import type { ImageClassifier } from "../models/imageClassifier";
import type { Labels } from "../models/oneHotLabels";
import { ascent, attackSeed } from "./ascent";
import {
  classifierTerms,
  expectAttack,
  labelTensor,
  type ClassifierAttackOptions,
} from "./classifierTerms";

/**
 * The fast gradient sign method: clip(x + ε sign ∇ₓ(−log p(y|x))) to [0, 1], one step that is the best one for a linear
 * classifier. With targets it goes the other way.
 *
 * @param images [n, input], x, intensities in [0, 1]
 * @param labels [n], y; numbers, or an int32 tensor
 * @returns      [n, input], in [0, 1] and nowhere more than ε from x, also after rounding; the caller disposes it
 * @throws TypeError, RangeError if images, labels or an option do not fit
 * @see Goodfellow, Shlens & Szegedy 2015, section 4
 */
export function fgsm(
  classifier: ImageClassifier,
  images: tf.Tensor2D,
  labels: Labels,
  options: ClassifierAttackOptions,
): tf.Tensor2D {
  expectAttack("fgsm", images, labels, options);
  const { epsilon, draws = 1, seed = 0 } = options;
  return tf.tidy(() => {
    const terms = classifierTerms(classifier, labelTensor(labels), options);
    const oneStep = { steps: 1, stepSize: epsilon, randomStart: false, compile: false } as const;
    const step = ascent("fgsm", (x, own) => terms(x, own).loss, images, {
      ...oneStep,
      epsilon,
      norm: "linf",
      box: true,
      draws,
    });
    return step.run(attackSeed("fgsm", seed));
  });
}
