import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import { expectNumber, expectShape } from "../checks";
import { reparameterize } from "../models/reparameterize";
import type { VaeModel } from "../models/vaeModel";
import { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
import { gaussianKl } from "./gaussianKl";

/** log p(x|z) from the decoder's output: [n, pixels], [n, pixels] → [n], in nats. */
export type LogLikelihood = (decoded: tf.Tensor2D, images: tf.Tensor2D) => tf.Tensor1D;

export interface ElboOptions {
  /** the weight of the KL; 1 is the ELBO itself (Higgins et al. 2017); default 1 */
  beta?: number | tf.Scalar;
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
  /** what training maximises: log p(x|z) − β KL */
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
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if β is negative or the images do not fit the model
 * @see Kingma & Welling 2014, equation 10; Higgins et al. 2017, equation 4
 */
export function elbo(
  vae: VaeModel,
  images: tf.Tensor2D,
  { beta = 1, seed, likelihood = bernoulliLogLikelihood }: ElboOptions,
): ElboTerms {
  if (typeof beta === "number")
    expectNumber("elbo", "beta", beta, { min: 0, remedy: "A negative β would reward a large KL." });
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const latent = reparameterize(mean, logVariance, { seed });
    const logLikelihood = likelihood(vae.decode(latent), images);
    const kl = gaussianKl(mean, logVariance);
    expectShape("elbo", "the likelihood's result", logLikelihood, kl.shape);
    return {
      objective: logLikelihood.sub<tf.Tensor1D>(kl.mul(beta)),
      elbo: logLikelihood.sub<tf.Tensor1D>(kl),
      logLikelihood,
      kl,
    };
  });
}
