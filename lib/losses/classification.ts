import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { ImageClassifier } from "../models/imageClassifier";
import type { Labels } from "../models/oneHotLabels";
import { crossEntropy } from "./crossEntropy";

export interface ClassificationOptions {
  /** [n], the images' classes; numbers, or an int32 tensor */
  labels: Labels;
  /** of what is random in the classifier, if anything is */
  seed: Seed;
}

/** Per example, each [n]. */
export interface ClassificationTerms {
  /** what training maximises: log p(y|x), in nats */
  objective: tf.Tensor1D;
  /** 1 where y is the most probable class, else 0 */
  accuracy: tf.Tensor1D;
}

/**
 * log p(y|x), and whether the most probable class is y. For `fit`:
 *
 * ```ts
 * await fit(new Classifier(), train, { objective: classification, test });
 * ```
 *
 * @param images [n, input], intensities in [0, 1]
 * @throws RangeError if the images do not fit the classifier, or there is not one label an image
 */
export function classification(
  classifier: ImageClassifier,
  images: tf.Tensor2D,
  { labels, seed }: ClassificationOptions,
): ClassificationTerms {
  return tf.tidy(() => {
    const logits = classifier.logits(images, { seed });
    const classes = labels instanceof tf.Tensor ? labels : Array.from(labels);
    return {
      objective: crossEntropy(logits, labels).neg<tf.Tensor1D>(),
      accuracy: logits.argMax<tf.Tensor1D>(1).equal<tf.Tensor1D>(classes).toFloat<tf.Tensor1D>(),
    };
  });
}
