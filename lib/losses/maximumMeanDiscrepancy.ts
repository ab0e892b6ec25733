import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";

/** Functions of a squared distance over `scale`; 1 at 0, falling to 0. */
const kernels = {
  inverseMultiquadric: (squares: tf.Tensor2D, scale: number): tf.Tensor2D =>
    squares.div<tf.Tensor2D>(scale).add<tf.Tensor2D>(1).reciprocal(),
  rbf: (squares: tf.Tensor2D, scale: number): tf.Tensor2D => squares.div<tf.Tensor2D>(-scale).exp(),
} as const;

export type Kernel = keyof typeof kernels;

export interface MaximumMeanDiscrepancyOptions {
  /**
   * "inverseMultiquadric": 1 / (1 + ‖a − b‖² / s), whose heavy tails pull on codes far away too, or
   * "rbf": exp(−‖a − b‖² / s), both with s = 2 · latent, the mean of ‖a − b‖² under the prior N(0, I);
   * default "inverseMultiquadric"
   */
  kernel?: Kernel;
}

/**
 * MMD² = E k(a, a′) + E k(b, b′) − 2 E k(a, b), between the distributions of a and b, estimated without bias: 0 on
 * average if they are equal, and then often below 0.
 *
 * In a sample of one there is no pair (a, a′); its term is left out.
 *
 * @param a [n, latent]
 * @param b [n, latent]
 * @returns a scalar, without unit
 * @throws RangeError if the shapes differ or the kernel is unknown
 * @see Gretton et al. 2012, lemma 6; Tolstikhin et al. 2018, section 4 for the kernel and its scale
 */
export function maximumMeanDiscrepancy(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  { kernel = "inverseMultiquadric" }: MaximumMeanDiscrepancyOptions = {},
): tf.Scalar {
  expectShape("maximumMeanDiscrepancy", "a", a, [null, null]);
  expectShape("maximumMeanDiscrepancy", "b", b, a.shape);
  if (!Object.hasOwn(kernels, kernel)) {
    const known = Object.keys(kernels).join(", ");
    throw new RangeError(
      `maximumMeanDiscrepancy: kernel "${kernel}" is unknown. Use one of ${known}.`,
    );
  }
  return tf.tidy(() => {
    const [n, latent] = a.shape;
    const sum = (x: tf.Tensor2D, y: tf.Tensor2D): tf.Scalar =>
      kernels[kernel](squaredDistances(x, y), 2 * latent).sum<tf.Scalar>();
    // Each is a pair with itself n times, of kernel 1.
    const within = sum(a, a)
      .add<tf.Scalar>(sum(b, b))
      .sub<tf.Scalar>(2 * n);
    const pairs = Math.max(1, n * (n - 1));
    return within.div<tf.Scalar>(pairs).sub(sum(a, b).mul(2 / n ** 2));
  });
}

/**
 * ‖xᵢ − yⱼ‖², [n, n], as a sum of squares: ‖x‖² + ‖y‖² − 2xy is quicker, but near 0 it is rounding, and may be negative.
 */
function squaredDistances(x: tf.Tensor2D, y: tf.Tensor2D): tf.Tensor2D {
  return x.expandDims(1).sub(y.expandDims(0)).square().sum<tf.Tensor2D>(2);
}
