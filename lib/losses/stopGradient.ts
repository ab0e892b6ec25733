import * as tf from "@tensorflow/tfjs";

/**
 * x itself, for gradients a constant: nothing that x was made of gets a gradient through the result.
 *
 * What depends on a weight through it alone gives that weight no gradient, rather than one of 0; `tf.grad` says that there
 * is no way from its argument to the result.
 *
 * @param x any shape
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  // As a function of no tensor: the tape has no node that leads on to x.
  return tf.customGrad<T>(() => ({ value: x.clone(), gradFunc: () => [] }))();
}
