import * as tf from "@tensorflow/tfjs";

/** b = 0, [outputs]. */
export function zeroBias(outputs: number): tf.Variable<tf.Rank.R1> {
  return tf.tidy(() => tf.variable(tf.zeros<tf.Rank.R1>([outputs])));
}
