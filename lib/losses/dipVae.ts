import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import type { EncoderDecoder } from "../models/vaeModel";
import { drawnElbo } from "./drawnElbo";
import type { ElboOptions, ElboTerms } from "./elbo";
import { forEach } from "./forEach";

export interface DipVaeOptions extends ElboOptions {
  /** which covariance is brought to the identity: "I" that of μ(x), "II" that of z; default "II" */
  type?: "I" | "II";
  /** λ_od, the weight of the squared covariances; default 10 */
  lambdaOffDiagonal?: number;
  /** λ_d, the weight of the squared distances of the variances to 1; default 10 λ_od for type I, λ_od for type II */
  lambdaDiagonal?: number;
}

export interface DipVaeTerms extends ElboTerms {
  /** Σᵢ≠ⱼ Cᵢⱼ², of the batch, [n] times the same number */
  offDiagonal: tf.Tensor1D;
  /** Σᵢ (Cᵢᵢ − 1)², of the batch, [n] times the same number */
  diagonal: tf.Tensor1D;
}

/**
 * DIP-VAE: ELBO(x) − λ_od Σᵢ≠ⱼ Cᵢⱼ² − λ_d Σᵢ (Cᵢᵢ − 1)²,
 * with C = Cov[μ(x)] for type I, and C = Cov[z] = Cov[μ(x)] + E[diag σ²(x)] for type II, both over the batch.
 *
 * Covariances are divided by n, not n − 1, as their authors do, and in a batch of one they are 0. β and a capacity
 * act on the ELBO as they do in `elbo`.
 *
 * @param images [n, pixels], intensities in [0, 1]
 * @throws RangeError if a weight is negative, the type is unknown or the images do not fit the model
 * @see Kumar et al. 2018, equations 6 and 7; λ_d / λ_od as in disentanglement_lib (Locatello et al. 2019)
 */
export function dipVae(
  vae: EncoderDecoder,
  images: tf.Tensor2D,
  { type = "II", lambdaOffDiagonal = 10, lambdaDiagonal, ...options }: DipVaeOptions,
): DipVaeTerms {
  const kind: string = type; // a cell is checked less strictly than the type promises
  if (kind !== "I" && kind !== "II") {
    throw new RangeError(`dipVae: type "${kind}" is unknown. Use "I" or "II".`);
  }
  const weight = lambdaDiagonal ?? (type === "I" ? 10 : 1) * lambdaOffDiagonal;
  expectNumber("dipVae", "lambdaOffDiagonal", lambdaOffDiagonal, { min: 0 });
  expectNumber("dipVae", "lambdaDiagonal", weight, { min: 0 });
  return tf.tidy(() => {
    const { terms, mean, logVariance } = drawnElbo("dipVae", vae, images, options);
    const centred = mean.sub<tf.Tensor2D>(mean.mean(0));
    const ofMeans = tf.matMul(centred, centred, true, false).div<tf.Tensor2D>(mean.shape[0]);
    const identity = tf.eye(mean.shape[1]);
    const covariance =
      type === "I" ? ofMeans : ofMeans.add(identity.mul(logVariance.exp().mean(0)));
    const squares = covariance.sub(identity).square();
    const diagonal = squares.mul(identity).sum<tf.Scalar>();
    const offDiagonal = squares.mul(tf.sub(1, identity)).sum<tf.Scalar>();
    const penalty = offDiagonal.mul(lambdaOffDiagonal).add(diagonal.mul(weight));
    return {
      ...terms,
      objective: terms.objective.sub<tf.Tensor1D>(penalty),
      offDiagonal: forEach(terms, offDiagonal),
      diagonal: forEach(terms, diagonal),
    };
  });
}
