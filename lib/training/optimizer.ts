import type * as tf from "@tensorflow/tfjs";

/** Everything an optimizer remembers. The tensors still belong to it. */
export interface OptimizerState {
  /** updates made */
  step: number;
  tensors: Record<string, tf.Tensor>;
}

/** Moves weights against their gradients. */
export interface Optimizer {
  /** One update, in place. Gradients are named like the weights and are not disposed. */
  apply(weights: Record<string, tf.Variable>, gradients: Record<string, tf.Tensor>): void;
  state(): OptimizerState;
  /** Takes over a state; copies what it needs. */
  restore(state: OptimizerState): void;
  /** Frees its tensors; it can be used afresh afterwards. */
  dispose(): void;
}
