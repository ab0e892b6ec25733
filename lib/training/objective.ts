import type * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import { elbo, type ElboTerms } from "../losses/elbo";
import type { EncoderDecoder, Trainable, VaeModel } from "../models/vaeModel";

/** What `fit` passes with a batch: tensors, so that a step that was compiled once can take others at each call. */
export interface ObjectiveOptions {
  beta: number | tf.Scalar;
  /** only if `fit` was given one */
  capacity?: number | tf.Scalar;
  seed: Seed;
  /** [n] int32, the images' labels */
  labels: tf.Tensor1D;
}

/** What `fit` maximises: a function of the same shape as `elbo`. */
export type Objective<Model extends Trainable = VaeModel> = (
  vae: Model,
  images: tf.Tensor2D,
  options: ObjectiveOptions,
) => ElboTerms;

/** An objective of one model. */
export type ModelObjective = (images: tf.Tensor2D, options: ObjectiveOptions) => ElboTerms;

/**
 * The model's objective, `elbo` if none is given.
 *
 * @param where the function that was called, for the message
 * @throws TypeError if there is none, and the model has no q(z|x) without more than an image
 */
export function objectiveOf<Model extends Trainable>(
  where: string,
  vae: Model,
  objective: Objective<Model> | undefined,
): ModelObjective {
  if (objective) return (images, options) => objective(vae, images, options);
  if (!isEncoderDecoder(vae)) {
    throw new TypeError(
      `${where}: this model cannot encode images alone, so it needs an objective. For a ConditionalVae, pass ` +
        "objective: (vae, images, { labels, ...options }) => elbo(vae.given(labels), images, options).",
    );
  }
  return (images, options) => elbo(vae, images, options);
}

function isEncoderDecoder(vae: object): vae is EncoderDecoder {
  return "encode" in vae && "decode" in vae;
}
