import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import { inverseErf } from "./inverseErf";
import { keyedBits } from "./keyedBits";
import { expectSeed, type Seed } from "./seed";

/**
 * ε ~ N(0, I): independent draws from the standard normal distribution.
 *
 * `tf.randomNormal` takes a seed of 0 for no seed at all; here 0 repeats like any other.
 * From a key it is √2 erf⁻¹(2u − 1) with u uniform, at most 5.3 in size.
 *
 * @param shape   of the result
 * @param options.seed a whole number or a key; the same gives the same draws
 * @throws RangeError if the seed is neither
 */
export function standardNormal<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  { seed }: { seed: Seed },
): tf.Tensor<R> {
  expectSeed("standardNormal", seed);
  if (typeof seed === "number") {
    return tf.randomNormal(shape, 0, 1, "float32", seed === 0 ? deriveSeed(0, "normal") : seed);
  }
  return tf.tidy(() => {
    // 2u − 1 = (2k + 1) / 2²³ − 1 with k in [0, 2²³): exact in single precision, and never ±1.
    const k = keyedBits<R>(seed, shape);
    const symmetric = k
      .mul(2)
      .sub(2 ** 23 - 1)
      .mul<tf.Tensor<R>>(2 ** -23);
    return inverseErf(symmetric).mul(Math.SQRT2);
  });
}
