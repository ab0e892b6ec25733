import * as tf from "@tensorflow/tfjs";
import type { ElboTerms } from "../losses/elbo";
import type { Terms } from "./terms";

/** The batch means of an objective's terms in one tensor, so that they are read at once. */
export function readableMeans({ objective, logLikelihood, kl }: ElboTerms): tf.Tensor1D {
  return tf.tidy(
    () => tf.stack([objective.mean(), logLikelihood.mean(), kl.mean()]) as tf.Tensor1D,
  );
}

/** Reads them, with the signs of a loss. */
export function readMeans(means: tf.Tensor1D): Terms {
  const [objective, logLikelihood, kl] = means.dataSync<"float32">();
  return {
    loss: -objective!,
    negativeElbo: kl! - logLikelihood!,
    distortion: -logLikelihood!,
    rate: kl!,
  };
}
