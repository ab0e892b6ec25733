import * as tf from "@tensorflow/tfjs";
import { expectNumber, expectShape } from "../checks";

export interface GaussianLogLikelihoodOptions {
  /** σ of every pixel, in units of intensity; default 1 */
  standardDeviation?: number;
}

/**
 * log N(x; μ, σ² I) = −½ Σᵢ ((xᵢ − μᵢ)² / σ² + log 2πσ²), per example, in nats.
 *
 * With σ fixed, maximising it minimises the squared error divided by 2σ²: the σ that a squared error
 * leaves unsaid is a weight on the reconstruction, as β is on the KL.
 *
 * @param mean   [n, pixels], μ
 * @param images [n, pixels], x
 * @returns      [n]
 * @throws RangeError if the shapes differ or σ is not positive
 * @see Kingma & Welling 2014, appendix C.2; Rybkin et al. 2021 on σ
 */
export function gaussianLogLikelihood(
  mean: tf.Tensor2D,
  images: tf.Tensor2D,
  { standardDeviation = 1 }: GaussianLogLikelihoodOptions = {},
): tf.Tensor1D {
  expectShape("gaussianLogLikelihood", "mean", mean, [null, null]);
  expectShape("gaussianLogLikelihood", "images", images, mean.shape);
  expectNumber("gaussianLogLikelihood", "standardDeviation", standardDeviation, {
    min: Number.MIN_VALUE,
  });
  const variance = standardDeviation ** 2;
  const constant = mean.shape[1] * Math.log(2 * Math.PI * variance);
  return tf.tidy(() =>
    images.sub(mean).square().sum<tf.Tensor1D>(1).div(variance).add(constant).mul(-0.5),
  );
}
