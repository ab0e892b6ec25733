import type * as tf from "@tensorflow/tfjs";
import type { Posterior } from "./encoder";

/** What a loss asks of a model: q(z|x) and p(x|z). Images come and go flat. */
export interface EncoderDecoder {
  /** q(z|x): μ and log σ², each [n, latent]. @param images [n, input] */
  encode(images: tf.Tensor2D): Posterior;
  /** The logits of p(x|z), [n, input]; `tf.sigmoid` of them is the mean image. @param latent [n, latent] */
  decode(latent: tf.Tensor2D): tf.Tensor2D;
}

/** What training and checkpoints ask of a model. */
export interface Trainable {
  /** What the model was built with, as plain values: two models of equal config have the same weights by name and shape. */
  readonly config: Readonly<{ /** values an image */ input: number } & Record<string, unknown>>;
  /** Its weights by name, such as `encoder/mean/bias`, in a fixed order. */
  readonly weights: Record<string, tf.Variable>;
  /** What training changes. */
  readonly variables: tf.Variable[];
  /** Frees its weights. */
  dispose(): void;
}

/**
 * A variational autoencoder, whatever its layers are: p(z) = N(0, I), q(z|x) = N(μ(x), diag σ²(x)), and a decoder
 * whose logits are the parameters of p(x|z).
 */
export interface VaeModel extends EncoderDecoder, Trainable {
  readonly config: Trainable["config"] & Readonly<{ /** dimensions of z */ latent: number }>;
  /** The mean image of p(x|z = μ(x)): intensities in [0, 1], [n, input]. */
  reconstruct(images: tf.Tensor2D): tf.Tensor2D;
  /** Mean images of p(x|z) for z drawn from the prior: intensities in [0, 1], [count, input]. */
  sample(count: number, options: { seed: number }): tf.Tensor2D;
}
