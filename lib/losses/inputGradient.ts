import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import type { Critic } from "./ganLoss";

/**
 * ∇ₓ d(x) of each example, [n, input], through which gradients reach the weights of d.
 *
 * @param where the function that was called, for messages
 * @throws RangeError if the critic does not give one number an example
 * @throws Error      if a layer of the critic has no second derivative that is right
 */
export function inputGradient(where: string, critic: Critic, x: tf.Tensor2D): tf.Tensor2D {
  // Examples do not meet in the critic, so the gradient of the sum is that of each.
  const total = (at: tf.Tensor): tf.Tensor => {
    const before = tape().length;
    const logit = critic.logit(at as tf.Tensor2D);
    expectShape(where, "the critic's logit", logit, [x.shape[0]]);
    expectTwiceDifferentiable(where, tape().slice(before));
    return logit.sum();
  };
  return tf.grad(total)(x) as tf.Tensor2D;
}

/** Operations whose gradient TensorFlow.js computes from their result. */
const ONCE_ONLY = new Set(["Elu", "Exp", "LogSoftmax", "LRN", "Sigmoid", "Softmax", "Tanh"]);

interface TapeNode {
  readonly kernelName: string;
}

/** What TensorFlow.js has recorded for gradients so far. */
function tape(): readonly TapeNode[] {
  const { state } = tf.engine() as unknown as { state: { activeTape: readonly TapeNode[] } };
  return state.activeTape;
}

/**
 * A gradient that is computed from an operation's result, such as 1 − y² of y = tanh x, takes that result for a constant
 * when it is differentiated once more: second derivatives would be wrong, and nothing would say so.
 */
function expectTwiceDifferentiable(where: string, nodes: readonly TapeNode[]): void {
  const wrong = nodes.find(({ kernelName }) => ONCE_ONLY.has(kernelName));
  if (!wrong) return;
  throw new Error(
    `${where}: the critic uses ${wrong.kernelName}, whose second derivative TensorFlow.js gets wrong. ` +
      `Use layers with relu or softplus, or a Discriminator.`,
  );
}
