import * as tf from "@tensorflow/tfjs";
import type { ElboTerms } from "../losses/elbo";
import type { Terms } from "./terms";

/** The batch means of an objective's terms in one tensor, [3], so that they are read at once. */
export function batchMeans({ objective, logLikelihood, kl }: ElboTerms): tf.Tensor1D {
  return tf.tidy(
    () => tf.stack([objective.mean(), logLikelihood.mean(), kl.mean()]) as tf.Tensor1D,
  );
}

/** The same as numbers, with the signs of a loss. */
export function termsOf([objective, logLikelihood, kl]: ArrayLike<number> &
  Iterable<number>): Terms {
  return {
    loss: -objective!,
    negativeElbo: kl! - logLikelihood!,
    distortion: -logLikelihood!,
    rate: kl!,
  };
}
