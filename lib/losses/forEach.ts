import * as tf from "@tensorflow/tfjs";
import type { ElboTerms } from "./elbo";

/** A number of the whole batch as a term: the same for every example, [n], so that terms can be averaged alike. */
export function forEach({ kl }: ElboTerms, ofBatch: tf.Scalar): tf.Tensor1D {
  return tf.tidy(() => ofBatch.reshape<tf.Tensor1D>([1]).tile(kl.shape));
}
