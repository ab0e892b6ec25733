import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";

/**
 * ε ~ N(0, I): independent draws from the standard normal distribution.
 *
 * `tf.randomNormal` takes a seed of 0 for no seed at all; here 0 repeats like any other.
 *
 * @param shape   of the result
 * @param options.seed a whole number; the same seed gives the same draws
 * @throws RangeError if the seed is not a whole number
 */
export function standardNormal<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  { seed }: { seed: number },
): tf.Tensor<R> {
  expectNumber("standardNormal", "seed", seed, { integer: true });
  return tf.randomNormal(shape, 0, 1, "float32", seed === 0 ? deriveSeed(0, "normal") : seed);
}
