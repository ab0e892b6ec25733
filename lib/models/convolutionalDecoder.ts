import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import type { ConvolutionalSizes } from "./convolutionalSizes";
import { Dense } from "./dense";
import type { Layer } from "./layer";
import { TransposedConvolution } from "./transposedConvolution";
import { TransposedConvolutions } from "./transposedConvolutions";

/** z → a small image of many channels → transposed convolutions that double it → the logits of p(x|z). */
export class ConvolutionalDecoder {
  private readonly latent: number;
  private readonly hidden: Dense;
  private readonly convolutions: TransposedConvolutions;
  private readonly logits: TransposedConvolution;

  constructor({ channels, filters, code, latent, seed }: ConvolutionalSizes) {
    this.latent = latent;
    const depths = [...filters].reverse();
    this.convolutions = new TransposedConvolutions({
      code,
      filters: depths,
      kernel: 3,
      part: "decoder",
      seed,
    });
    this.hidden = new Dense(latent, this.convolutions.flat, deriveSeed(seed, "decoder", "hidden"));
    this.logits = new TransposedConvolution({
      inputs: depths.at(-1)!,
      outputs: channels,
      kernel: 3,
      stride: 1,
      seed: deriveSeed(seed, "decoder", "logits"),
    });
  }

  /** @param latent [n, latent] */
  apply(latent: tf.Tensor2D): tf.Tensor2D {
    expectShape("decode", "latent", latent, [null, this.latent]);
    return tf.tidy(() => {
      const picture = this.convolutions.apply(this.hidden.apply(latent)).relu<tf.Tensor4D>();
      return this.logits.apply(picture).reshape<tf.Tensor2D>([latent.shape[0], -1]);
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return { hidden: this.hidden, ...this.convolutions.layers, logits: this.logits };
  }
}
