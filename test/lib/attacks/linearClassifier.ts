import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../../../lib/chance";
import type { ImageClassifier } from "../../../lib/models";

export interface LinearClassifierOptions {
  bias?: number;
  /** standard deviation of what is added to each weight, anew for every seed; default 0 */
  noise?: number;
}

/**
 * Two classes, logits (0, w·x + b): the loss of label 0 is softplus(w·x + b), its gradient a positive multiple of w.
 * Of label 1 it is softplus(−w·x − b), and goes the other way.
 */
export function linearClassifier(
  weights: readonly number[],
  { bias = 0, noise = 0 }: LinearClassifierOptions = {},
): ImageClassifier {
  return {
    logits: (images, options) =>
      tf.tidy(() => {
        const w = tf.tensor2d([...weights], [weights.length, 1]);
        const noisy = options
          ? w.add<tf.Tensor2D>(standardNormal<tf.Rank.R2>(w.shape, options).mul(noise))
          : w;
        const margin = images.matMul<tf.Tensor2D>(noisy).add<tf.Tensor2D>(bias);
        return tf.concat([margin.zerosLike(), margin], 1);
      }),
  };
}
