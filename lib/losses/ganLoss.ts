import type * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";

/**
 * What the two networks of a GAN minimise, from the logits d of the discriminator: d(x) of real images x, d(G(z)) of
 * made ones. All [n], one value an example; the caller averages.
 */
export interface GanLoss {
  /** What the discriminator minimises. */
  readonly discriminator: (real: tf.Tensor1D, fake: tf.Tensor1D) => tf.Tensor1D;
  /** What the generator minimises. */
  readonly generator: (fake: tf.Tensor1D) => tf.Tensor1D;
  /** D, as the loss reads a logit: the probability sigmoid(d) that an image is real, or d itself of a critic. */
  readonly output: (logits: tf.Tensor1D) => tf.Tensor1D;
}

/** What a loss asks of a discriminator. */
export interface Critic {
  /** d(x), [n]. @param x [n, input] */
  logit(x: tf.Tensor2D): tf.Tensor1D;
}

/** Refuses logits that are not one number an example. */
export function expectLogits(where: string, real: tf.Tensor1D, fake: tf.Tensor1D): void {
  expectShape(where, "real", real, [null]);
  expectShape(where, "fake", fake, real.shape);
}
