import type * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";

/** What attacks, defences and reports ask of a classifier. Images come flat. */
export interface ImageClassifier {
  /**
   * Unnormalised log-probabilities of the classes: softmax of them is p(class|x).
   *
   * @param images  [n, input], intensities in [0, 1]
   * @param options.seed of what is random in the classifier, such as a defence's noise; one without chance ignores it
   * @returns       [n, classes]
   */
  logits(images: tf.Tensor2D, options?: { seed: Seed }): tf.Tensor2D;
}
