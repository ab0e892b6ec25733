import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";

/**
 * ε ~ N(0, I): independent draws from the standard normal distribution.
 *
 * `tf.randomNormal` takes a seed of 0 for no seed at all; here 0 repeats like any other.
 *
 * @param shape   of the result
 * @param options.seed the same seed gives the same draws
 */
export function standardNormal<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  { seed }: { seed: number },
): tf.Tensor<R> {
  return tf.randomNormal(shape, 0, 1, "float32", seed === 0 ? deriveSeed(0, "normal") : seed);
}
