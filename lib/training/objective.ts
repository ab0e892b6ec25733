import type * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { ElboTerms } from "../losses/elbo";
import type { VaeModel } from "../models/vaeModel";

/**
 * What `fit` maximises: a function of the same shape as `elbo`. `fit` passes β and the seed as tensors, so that a step that was
 * compiled once can take others at each call.
 */
export type Objective = (
  vae: VaeModel,
  images: tf.Tensor2D,
  options: { beta: number | tf.Scalar; seed: Seed },
) => ElboTerms;
