import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import { keyedBits } from "./keyedBits";
import { expectSeed, type Seed } from "./seed";

/**
 * u ~ U(0, 1): independent draws, never 0 or 1 when drawn from a key.
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
  if (typeof seed === "number") {
    // TensorFlow.js takes 0 for no seed.
    return tf.randomUniform(shape, 0, 1, "float32", seed === 0 ? deriveSeed(0, "uniform") : seed);
  }
  return tf.tidy(() =>
    keyedBits<R>(seed, shape)
      .add(0.5)
      .mul(2 ** -23),
  );
}
