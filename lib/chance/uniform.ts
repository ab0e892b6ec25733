import * as tf from "@tensorflow/tfjs";
import { drawKeyed, numberSeed } from "./keyed";
import { expectSeed, subseed, type Seed } from "./seed";

/**
 * u ~ U(0, 1): independent draws.
 *
 * @param shape   of the result
 * @param options.seed a whole number or a key; the same gives the same draws
 * @throws RangeError if the seed is neither
 */
export function uniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  { seed }: { seed: Seed },
): tf.Tensor<R> {
  expectSeed("uniform", seed);
  return tf.tidy(() => {
    const own = subseed(seed, "uniform");
    return (
      drawKeyed<R>("uniform", own, shape) ??
      tf.randomUniform(shape, 0, 1, "float32", numberSeed(own))
    );
  });
}
