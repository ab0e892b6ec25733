import * as tf from "@tensorflow/tfjs";

/**
 * The model with biases that are not 0. Biases of 0 would not be seen, and with them many a relu would stand just where
 * it bends: its input is the bias where all before it are 0.
 */
export function withBiases<T extends { readonly weights: Record<string, tf.Variable> }>(
  model: T,
): T {
  for (const variable of Object.values(model.weights)) {
    if (variable.rank === 1) variable.assign(tf.linspace(0.1, 0.4, variable.size));
  }
  return model;
}
