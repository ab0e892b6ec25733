import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";

/**
 * What chance is a function of: a whole number, or a key, a tensor [2] of int32. A step that is captured needs a key
 * among its arguments, since a number would be the same at every call.
 */
export type Seed = number | tf.Tensor1D;

/**
 * The key of one use of chance, for example of one step's noise: a function of both numbers, each modulo 2³¹.
 * The caller disposes it.
 *
 * @throws RangeError if a number is not whole or does not fit into 32 bits
 */
export function seedKey(seed: number, step: number): tf.Tensor1D {
  for (const [name, value] of Object.entries({ seed, step })) {
    expectNumber("seedKey", name, value, { integer: true, min: -(2 ** 31), max: 2 ** 31 - 1 });
  }
  return tf.tensor1d([seed, step], "int32");
}

/**
 * A seed for one of several uses of chance, so that they have nothing to do with each other: the same seed gives
 * the same numbers wherever it is used. From a key it is a key, which the caller disposes.
 *
 * ```ts
 * const images = binarize(gray, { seed }); // each function of this folder has a use of its own
 * const first = dropout(h1, { rate: 0.1, seed: subseed(seed, "first") });
 * const second = dropout(h2, { rate: 0.1, seed: subseed(seed, "second") });
 * ```
 */
export function subseed(seed: Seed, use: string): Seed {
  if (typeof seed === "number") return deriveSeed(seed, use);
  return tf.tidy(() => seed.add<tf.Tensor1D>(tf.tensor1d([deriveSeed(0, use), 0], "int32")));
}

/**
 * @throws RangeError if a number is not whole, or a tensor is no key
 * @throws TypeError  if it is neither
 */
export function expectSeed(where: string, seed: unknown): asserts seed is Seed {
  if (typeof seed === "number") {
    expectNumber(where, "seed", seed, { integer: true });
    return;
  }
  const remedy = "Pass a whole number, or a key from seedKey(seed, step).";
  if (!(seed instanceof tf.Tensor)) {
    const kind = seed === null ? "null" : `of type ${typeof seed}`;
    throw new TypeError(`${where}: seed is ${kind}. ${remedy}`);
  }
  const { dtype, shape } = seed as tf.Tensor;
  if (dtype !== "int32" || shape.join() !== "2") {
    throw new RangeError(
      `${where}: seed is a tensor [${shape.join(", ")}] of ${dtype}; a key is [2] of int32. ${remedy}`,
    );
  }
}
