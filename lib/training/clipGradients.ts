import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { Optimizer } from "./optimizer";
import { wrappedOptimizer } from "./wrappedOptimizer";

export interface ClipGradientsOptions {
  /** c, the largest norm that is left as it is; default 1 */
  norm?: number;
}

/**
 * g ← g · c / max(c, ‖g‖) before each update by an optimizer, with ‖g‖ the Euclidean norm of all gradients together: no
 * step is thrown far off by one steep place, and the direction stays.
 *
 * Adam divides by the gradients' usual size anyway, so that there only gradients out of the ordinary count less.
 *
 * @param optimizer stays in charge of its state: it is yours through the result, and freed with it
 * @throws RangeError if c is not positive
 * @see Pascanu, Mikolov & Bengio 2013, algorithm 1
 */
export function clipGradients(
  optimizer: Optimizer,
  { norm = 1 }: ClipGradientsOptions = {},
): Optimizer {
  expectNumber("clipGradients", "norm", norm, { min: Number.MIN_VALUE });
  return wrappedOptimizer(optimizer, (weights, gradients) => {
    const named = Object.entries(gradients);
    if (named.length === 0) return;
    tf.tidy(() => {
      const squares = tf.addN(named.map(([, gradient]) => gradient.square().sum()));
      const scale = tf.div(norm, squares.sqrt().maximum(norm));
      const scaled = named.map(([name, gradient]) => [name, gradient.mul(scale)] as const);
      optimizer.apply(weights, Object.fromEntries(scaled));
    });
  });
}
