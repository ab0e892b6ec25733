import type * as tf from "@tensorflow/tfjs";

/** The weights of one layer. */
export interface Layer {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable;
}
