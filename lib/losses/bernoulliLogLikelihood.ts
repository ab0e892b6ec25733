import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";

/**
 * log p(x|z) = Σᵢ xᵢ log pᵢ + (1 − xᵢ) log(1 − pᵢ) = Σᵢ xᵢ lᵢ − log(1 + exp lᵢ), pᵢ = sigmoid(lᵢ),
 * per example, in nats. Its negative is the binary cross-entropy, summed over pixels.
 *
 * Gray pixels are allowed, as is usual for MNIST; then it is no longer the logarithm of a probability
 * (a continuous Bernoulli has a normalising constant besides).
 *
 * @param logits [n, pixels], l, before the sigmoid
 * @param images [n, pixels], x, intensities in [0, 1]
 * @returns      [n]
 * @throws RangeError if the shapes differ
 * @see Kingma & Welling 2014, appendix C.1; Loaiza-Ganem & Cunningham 2019
 */
export function bernoulliLogLikelihood(logits: tf.Tensor2D, images: tf.Tensor2D): tf.Tensor1D {
  expectShape("bernoulliLogLikelihood", "logits", logits, [null, null]);
  expectShape("bernoulliLogLikelihood", "images", images, logits.shape);
  return tf.tidy(() => images.mul(logits).sub(logits.softplus()).sum<tf.Tensor1D>(1));
}
