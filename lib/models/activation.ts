import * as tf from "@tensorflow/tfjs";

/** The non-linearities that a hidden layer may have. */
export const activations = {
  relu: (x: tf.Tensor2D): tf.Tensor2D => tf.relu(x),
  tanh: (x: tf.Tensor2D): tf.Tensor2D => tf.tanh(x),
  elu: (x: tf.Tensor2D): tf.Tensor2D => tf.elu(x),
  softplus: (x: tf.Tensor2D): tf.Tensor2D => tf.softplus(x),
} as const;

export type Activation = keyof typeof activations;

/** @throws RangeError if there is no such activation */
export function expectActivation(where: string, activation: Activation): void {
  if (Object.hasOwn(activations, activation)) return;
  const known = Object.keys(activations).join(", ");
  throw new RangeError(`${where}: activation "${activation}" is unknown. Use one of ${known}.`);
}
