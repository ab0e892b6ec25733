import type * as tf from "@tensorflow/tfjs";
import type { ElboTerms } from "../losses/elbo";
import type { Vae } from "../models/vae";

/** What `fit` maximises: a function of the same shape as `elbo`. */
export type Objective = (
  vae: Vae,
  images: tf.Tensor2D,
  options: { beta: number; seed: number },
) => ElboTerms;
