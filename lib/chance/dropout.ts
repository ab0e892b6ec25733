import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import { expectSeed, subseed, type Seed } from "./seed";
import { uniform } from "./uniform";

/**
 * x · m / (1 − rate), each mask m ~ Bernoulli(1 − rate): keeps the mean of x.
 *
 * `tf.dropout` draws in JavaScript; this one can be captured.
 *
 * @param x            any shape
 * @param options.rate how much is dropped, in [0, 1)
 * @param options.seed a whole number or a key
 * @throws RangeError if the rate or the seed is out of its range
 * @see Srivastava et al. 2014
 */
export function dropout<R extends tf.Rank>(
  x: tf.Tensor<R>,
  { rate, seed }: { rate: number; seed: Seed },
): tf.Tensor<R> {
  expectNumber("dropout", "rate", rate, { min: 0, max: 1 - Number.EPSILON });
  expectSeed("dropout", seed);
  return tf.tidy(() =>
    uniform<R>(x.shape, { seed: subseed(seed, "dropout") })
      .greaterEqual(rate)
      .cast("float32")
      .mul(x)
      .div<tf.Tensor<R>>(1 - rate),
  );
}
