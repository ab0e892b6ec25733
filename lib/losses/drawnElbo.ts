import * as tf from "@tensorflow/tfjs";
import { expectNumber, expectShape } from "../checks";
import type { Posterior } from "../models/encoder";
import { reparameterize } from "../models/reparameterize";
import type { EncoderDecoder } from "../models/vaeModel";
import { bernoulliLogLikelihood } from "./bernoulliLogLikelihood";
import type { ElboOptions, ElboTerms } from "./elbo";
import { gaussianKl } from "./gaussianKl";

/** The ELBO's terms with the draw that they come from. */
export interface DrawnElbo extends Posterior {
  terms: ElboTerms;
  /** [n, latent], z drawn from q(z|x) */
  latent: tf.Tensor2D;
}

/**
 * What the ELBO and its relatives have in common: one draw of z and both terms. A relative subtracts its own from
 * `terms.objective`. The caller disposes all, best with a `tf.tidy` around it.
 *
 * @param where the function that was called, for messages
 */
export function drawnElbo(
  where: string,
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { beta = 1, capacity, seed, likelihood = bernoulliLogLikelihood }: ElboOptions,
): DrawnElbo {
  expectBeta(where, beta);
  if (typeof capacity === "number") expectNumber(where, "capacity", capacity, { min: 0 });
  return tf.tidy(() => {
    const { mean, logVariance } = vae.encode(images);
    const latent = reparameterize(mean, logVariance, { seed });
    const logLikelihood = likelihood(vae.decode(latent), images);
    const kl = gaussianKl(mean, logVariance);
    expectShape(where, "the likelihood's result", logLikelihood, kl.shape);
    const rate = capacity === undefined ? kl : kl.mean().sub(capacity).abs();
    const terms = {
      objective: logLikelihood.sub<tf.Tensor1D>(rate.mul(beta)),
      elbo: logLikelihood.sub<tf.Tensor1D>(kl),
      logLikelihood,
      kl,
    };
    return { terms, mean, logVariance, latent };
  });
}

/** A β that is a tensor is not read: that would stop a compiled step. */
export function expectBeta(where: string, beta: number | tf.Scalar): void {
  if (typeof beta !== "number") return;
  expectNumber(where, "beta", beta, { min: 0, remedy: "A negative β would reward a large KL." });
}
