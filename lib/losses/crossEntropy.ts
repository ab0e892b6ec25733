import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import { expectLabels, labelCount, oneHotLabels, type Labels } from "../models/oneHotLabels";

/**
 * −log p(y|x) = log Σₖ exp(lₖ) − l_y, with p = softmax(l), per example, in nats. The largest logit is subtracted
 * first, so that nothing overflows.
 *
 * Its gradient with respect to the logits is softmax(l) − onehot(y).
 *
 * @param logits [n, classes], l
 * @param labels [n], y; numbers, or an int32 tensor, which stays yours
 * @returns      [n]; NaN where a tensor's label is no class
 * @throws TypeError  if a tensor of labels is not int32
 * @throws RangeError if there is not one label a row, or a number is no class
 * @see Goodfellow, Bengio & Courville 2016, section 6.2.2.3
 */
export function crossEntropy(logits: tf.Tensor2D, labels: Labels): tf.Tensor1D {
  expectShape("crossEntropy", "logits", logits, [null, null]);
  const [n, classes] = logits.shape;
  expectLabels("crossEntropy", labels, classes);
  if (labelCount(labels) !== n) {
    throw new RangeError(
      `crossEntropy: there are ${labelCount(labels)} labels for ${n} rows of logits. Pass one label a row.`,
    );
  }
  return tf.tidy(() => {
    const logProbabilities = tf.logSoftmax(logits);
    return oneHotLabels(labels, classes).mul(logProbabilities).sum<tf.Tensor1D>(1).neg();
  });
}
