import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { EncoderDecoder } from "../models/vaeModel";
import { drawnElbo } from "./drawnElbo";

/** log p(x|z) from the decoder's output: [n, pixels], [n, pixels] → [n], in nats. */
export type LogLikelihood = (decoded: tf.Tensor2D, images: tf.Tensor2D) => tf.Tensor1D;

export interface ElboOptions {
  /** the weight of the KL; 1 is the ELBO itself (Higgins et al. 2017); default 1 */
  beta?: number | tf.Scalar;
  /**
   * C, the KL that the batch should have on average, in nats: then β weighs the distance to it, either way
   * (Burgess et al. 2018). Default: none, the KL itself is weighed.
   */
  capacity?: number | tf.Scalar | undefined;
  /** of the noise in z */
  seed: Seed;
  /**
   * How the decoder's output scores an image; default `bernoulliLogLikelihood`. The output are logits, so a Gaussian
   * around the decoded intensities is `(logits, images) => gaussianLogLikelihood(logits.sigmoid(), images)`.
   */
  likelihood?: LogLikelihood;
}

/** Per example, in nats, each [n]. */
export interface ElboTerms {
  /** what training maximises: log p(x|z) − β KL, or with a capacity log p(x|z) − β |mean KL − C| */
  objective: tf.Tensor1D;
  /** log p(x|z) − KL, whatever β is */
  elbo: tf.Tensor1D;
  /** log p(x|z) for one z drawn from q(z|x); its negative is the distortion */
  logLikelihood: tf.Tensor1D;
  /** KL(q(z|x) ‖ p(z)), the rate */
  kl: tf.Tensor1D;
}

/**
 * ELBO(x) = E_q(z|x)[log p(x|z)] − KL(q(z|x) ‖ p(z)) ≤ log p(x), estimated with one draw of z.
 *
 * With a capacity C the objective is log p(x|z) − β |KL − C|, the KL averaged over the batch: a C that grows during
 * the training lets more and more into the code.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if β or C is negative or the images do not fit the model
 * @see Kingma & Welling 2014, equation 10; Higgins et al. 2017, equation 4; Burgess et al. 2018, equation 8
 */
export function elbo(vae: EncoderDecoder, images: tf.Tensor2D, options: ElboOptions): ElboTerms {
  return tf.tidy(() => ({ ...drawnElbo("elbo", vae, images, options).terms }));
}
