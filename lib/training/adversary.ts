import type * as tf from "@tensorflow/tfjs";
import { subseed } from "../chance";
import { expectNumber } from "../checks";
import type { Trainable, VaeModel } from "../models/vaeModel";
import type { ObjectiveOptions } from "./objective";
import type { Optimizer } from "./optimizer";

/**
 * A second network that is trained against a model, such as FactorVAE's discriminator or a GAN's. In each step the model
 * is updated first, with the adversary's weights as they are; then the adversary, on the same images, with the model's
 * as they are.
 */
export interface Adversary<Model extends Trainable = VaeModel> {
  /** its weights by name, in a fixed order */
  readonly weights: Record<string, tf.Variable>;
  /** Moves its weights; stays yours to dispose. */
  readonly optimizer: Optimizer;
  /** Updates of it for each of the model, on the same images with noise of their own; default 1. */
  readonly updates?: number;
  /** What it minimises on average: [n], one value an image. Made of tensors alone, like an `Objective`. */
  loss(model: Model, images: tf.Tensor2D, options: ObjectiveOptions): tf.Tensor1D;
}

/** An adversary of one model. */
export interface ModelAdversary extends Pick<Adversary, "weights" | "optimizer"> {
  readonly updates: number;
  /** @param update counts from 0 */
  loss(images: tf.Tensor2D, options: ObjectiveOptions, update: number): tf.Tensor1D;
}

/** @throws RangeError if `updates` is not a positive whole number */
export function adversaryOf<Model extends Trainable>(
  model: Model,
  adversary: Adversary<Model>,
): ModelAdversary {
  const { weights, optimizer, updates = 1 } = adversary;
  expectNumber("fit", "adversary.updates", updates, { integer: true, min: 1 });
  const loss: ModelAdversary["loss"] = (images, { seed, ...options }, update) => {
    const own = update === 0 ? seed : subseed(seed, `update ${update}`);
    return adversary.loss(model, images, { ...options, seed: own });
  };
  return { weights, optimizer, updates, loss };
}
