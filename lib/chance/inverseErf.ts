import * as tf from "@tensorflow/tfjs";

/** The kernel of engines that have the function themselves. */
export const ERFINV = "Erfinv";

// Of w − 5/2 where w < 5, and of √w − 3 beyond; from the highest power down.
const central = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
];
const tail = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
];

/**
 * erf⁻¹(x) for |x| < 1, as a polynomial in w = −log(1 − x²); relative error below 1e-6 in single precision.
 *
 * @see Giles 2012, "Approximating the erfinv function", table 5
 */
export function inverseErf<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
  if (tf.getKernel(ERFINV, tf.getBackend()) !== undefined) {
    return tf.engine().runKernel(ERFINV, { x });
  }
  return tf.tidy(() => {
    // (1 − x)(1 + x) keeps its precision where x is close to ±1.
    const w = tf.sub(1, x).mul(tf.add(1, x)).log().neg();
    const isCentral = w.less(5);
    const at = tf.where(isCentral, w.sub(2.5), w.sqrt().sub(3));
    const polynomial = central.reduce<tf.Tensor>((value, coefficient, i) => {
      const chosen = tf.where(isCentral, tf.scalar(coefficient), tf.scalar(tail[i]!));
      return value.mul(at).add(chosen);
    }, tf.zerosLike(at));
    return polynomial.mul(x);
  });
}
