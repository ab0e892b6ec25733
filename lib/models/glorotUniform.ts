import * as tf from "@tensorflow/tfjs";

export interface Fans {
  /** inputs that a unit sees */
  inputs: number;
  /** units that see an input */
  outputs: number;
  seed: number;
}

/**
 * W ~ U(−√(6 / (inputs + outputs)), +√(…)): keeps the variance of values and of gradients
 * about the same from layer to layer.
 *
 * @see Glorot & Bengio 2010, equation 16
 */
export function glorotUniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  { inputs, outputs, seed }: Fans,
): tf.Variable<R> {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return tf.tidy<tf.Variable<R>>(() =>
    tf.variable(tf.randomUniform(shape, -limit, limit, "float32", seed)),
  );
}
