import type * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import { elbo, type ElboTerms } from "../losses/elbo";
import type { EncoderDecoder, Trainable, VaeModel } from "../models/vaeModel";
import type { ObjectiveValues } from "./terms";

/** What `fit` passes with a batch: tensors, so that a step that was compiled once can take others at each call. */
export interface ObjectiveOptions {
  beta: number | tf.Scalar;
  /** only if `fit` was given one */
  capacity?: number | tf.Scalar;
  seed: Seed;
  /** [n] int32, the images' labels */
  labels: tf.Tensor1D;
}

/**
 * What `fit` maximises. For a VAE a function of the same shape as `elbo`; for another model one that gives `objective`
 * and whatever else is to be recorded, each per example.
 */
export type Objective<
  Model extends Trainable = VaeModel,
  Values extends ObjectiveValues = ElboTerms,
> = (model: Model, images: tf.Tensor2D, options: ObjectiveOptions) => Values;

/**
 * Changes the images of a step before the model and an adversary see them, as in adversarial training: [n, input] to the
 * same shape. No gradient passes through it. Made of tensors alone, like an objective.
 */
export type Augment<Model extends Trainable = VaeModel> = (
  model: Model,
  images: tf.Tensor2D,
  options: Pick<ObjectiveOptions, "seed" | "labels">,
) => tf.Tensor2D;

/** An augmentation for one model. */
export type ModelAugment = (
  images: tf.Tensor2D,
  options: Pick<ObjectiveOptions, "seed" | "labels">,
) => tf.Tensor2D;

/** An objective of one model. */
export type ModelObjective = (images: tf.Tensor2D, options: ObjectiveOptions) => ObjectiveValues;

/**
 * The model's objective, `elbo` if none is given.
 *
 * @param where the function that was called, for the message
 * @throws TypeError if there is none, and the model has no q(z|x) without more than an image
 */
export function objectiveOf<Model extends Trainable>(
  where: string,
  vae: Model,
  objective: Objective<Model, ObjectiveValues> | undefined,
): ModelObjective {
  if (objective) return (images, options) => objective(vae, images, options);
  if (!isEncoderDecoder(vae)) {
    throw new TypeError(
      `${where}: this model cannot encode images alone, so it needs an objective. For a ConditionalVae, pass ` +
        "objective: (vae, images, { labels, ...options }) => elbo(vae.given(labels), images, options); " +
        "for a Classifier, pass objective: classification.",
    );
  }
  return (images, options) => elbo(vae, images, options);
}

function isEncoderDecoder(vae: object): vae is EncoderDecoder {
  return "encode" in vae && "decode" in vae;
}

export function augmentOf<Model extends Trainable>(
  model: Model,
  augment: Augment<Model>,
): ModelAugment {
  return (images, options) => augment(model, images, options);
}
