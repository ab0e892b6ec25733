import type * as tf from "@tensorflow/tfjs";

/**
 * Moves weights against their gradients. Everything that changes from step to step is kept in variables, so that a
 * captured step can hold an update.
 */
export interface Optimizer {
  /** α. A new value counts from the next update on, also in a step that was captured before. */
  learningRate: number;
  /** Makes its variables for these weights, if there are none yet. */
  prepare(weights: Record<string, tf.Variable>): void;
  /** One update, in place. Gradients are named like the weights and are not disposed. */
  apply(weights: Record<string, tf.Variable>, gradients: Record<string, tf.Tensor>): void;
  /** Everything it remembers, the number of updates as `step`. The tensors still belong to it. */
  state(): Record<string, tf.Tensor>;
  /** Takes over a state; copies what it needs. */
  restore(state: Record<string, tf.Tensor>): void;
  /** Frees its tensors; it can be used afresh afterwards. */
  dispose(): void;
}
