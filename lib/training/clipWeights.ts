import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { Optimizer } from "./optimizer";
import { wrappedOptimizer } from "./wrappedOptimizer";

export interface ClipWeightsOptions {
  /** c, the largest absolute value of a weight; default 0.01, the paper's */
  limit?: number;
}

/**
 * w ← min(max(w, −c), c) after each update by an optimizer: holds a Wasserstein critic's slope below some bound, which
 * depends on c and on its layers. The paper itself calls it a terrible way to do that; `gradientPenalty` is the better one.
 *
 * The paper updates with RMSProp, since momentum made the critic's loss unstable: `adam({ beta1: 0 })` is near to it.
 *
 * @param optimizer stays in charge of its state: it is yours through the result, and freed with it
 * @throws RangeError if c is not positive
 * @see Arjovsky, Chintala & Bottou 2017, algorithm 1
 */
export function clipWeights(
  optimizer: Optimizer,
  { limit = 0.01 }: ClipWeightsOptions = {},
): Optimizer {
  expectNumber("clipWeights", "limit", limit, { min: Number.MIN_VALUE });
  return wrappedOptimizer(optimizer, (weights, gradients) => {
    optimizer.apply(weights, gradients);
    tf.tidy(() => {
      for (const weight of Object.values(weights)) weight.assign(weight.clipByValue(-limit, limit));
    });
  });
}
