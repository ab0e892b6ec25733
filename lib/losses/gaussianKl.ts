import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";

/**
 * KL(N(μ, σ²) ‖ N(0, I)) = ½ Σⱼ (μⱼ² + σⱼ² − 1 − log σⱼ²), per example, in nats.
 *
 * @param mean        [n, latent], μ
 * @param logVariance [n, latent], log σ²
 * @returns           [n]
 * @throws RangeError if the shapes differ
 * @see Kingma & Welling 2014, appendix B
 */
export function gaussianKl(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor1D {
  expectShape("gaussianKl", "mean", mean, [null, null]);
  expectShape("gaussianKl", "logVariance", logVariance, mean.shape);
  return tf.tidy(() =>
    mean.square().add(logVariance.exp()).sub(1).sub(logVariance).sum<tf.Tensor1D>(1).mul(0.5),
  );
}
