import type * as tf from "@tensorflow/tfjs";
import type { Trainable, VaeModel } from "../models/vaeModel";
import type { ObjectiveOptions } from "./objective";
import type { Optimizer } from "./optimizer";

/**
 * A second network that is trained against a VAE, such as FactorVAE's discriminator. In each step the VAE is updated
 * first, with the adversary's weights as they are; then the adversary, on the same images, with the VAE's as they are.
 */
export interface Adversary<Model extends Trainable = VaeModel> {
  /** its weights by name, in a fixed order */
  readonly weights: Record<string, tf.Variable>;
  /** Moves its weights; stays yours to dispose. */
  readonly optimizer: Optimizer;
  /** What it minimises on average: [n], one value an image. Made of tensors alone, like an `Objective`. */
  loss(vae: Model, images: tf.Tensor2D, options: ObjectiveOptions): tf.Tensor1D;
}

/** An adversary of one model. */
export interface ModelAdversary extends Pick<Adversary, "weights" | "optimizer"> {
  loss(images: tf.Tensor2D, options: ObjectiveOptions): tf.Tensor1D;
}

export function adversaryOf<Model extends Trainable>(
  vae: Model,
  adversary: Adversary<Model>,
): ModelAdversary {
  const { weights, optimizer } = adversary;
  return { weights, optimizer, loss: (images, options) => adversary.loss(vae, images, options) };
}
