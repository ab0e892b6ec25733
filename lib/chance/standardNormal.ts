import * as tf from "@tensorflow/tfjs";
import { drawKeyed, numberSeed } from "./keyed";
import { expectSeed, type Seed } from "./seed";

/**
 * ε ~ N(0, I): independent draws from the standard normal distribution.
 *
 * `tf.randomNormal` takes a seed of 0 for no seed at all; here 0 repeats like any other.
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
  return (
    drawKeyed<R>("normal", seed, shape) ?? tf.randomNormal(shape, 0, 1, "float32", numberSeed(seed))
  );
}
