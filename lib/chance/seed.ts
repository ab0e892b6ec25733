import * as tf from "@tensorflow/tfjs";
import { expectNumber, expectShape } from "../checks";

/**
 * What chance is a function of: a whole number, or a key, a tensor [2] of int32. A step that is captured needs a key
 * among its arguments, since a number would be the same at every call.
 */
export type Seed = number | tf.Tensor1D;

/**
 * The key of one use of chance, for example of one step's noise: a function of both numbers.
 * The caller disposes it.
 */
export function seedKey(seed: number, step: number): tf.Tensor1D {
  return tf.tensor1d([seed, step], "int32");
}

/**
 * @throws RangeError if a number is not whole, or a key has another shape
 * @throws TypeError  if it is neither
 */
export function expectSeed(where: string, seed: Seed): void {
  if (typeof seed === "number") expectNumber(where, "seed", seed, { integer: true });
  else expectShape(where, "seed", seed, [2]);
}
