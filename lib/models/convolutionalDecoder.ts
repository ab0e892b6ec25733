import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import type { ConvolutionalSizes } from "./convolutionalSizes";
import { Dense } from "./dense";
import type { Layer } from "./layer";
import { TransposedConvolution } from "./transposedConvolution";

/** z → a small image of many channels → transposed convolutions that double it → the logits of p(x|z). */
export class ConvolutionalDecoder {
  private readonly hidden: Dense;
  private readonly convolutions: readonly TransposedConvolution[];
  private readonly logits: TransposedConvolution;

  constructor(private readonly sizes: ConvolutionalSizes) {
    const { channels, filters, code, latent, seed } = sizes;
    const flat = code.reduce((product, size) => product * size);
    this.hidden = new Dense(latent, flat, deriveSeed(seed, "decoder", "hidden"));
    const depths = [...filters].reverse();
    this.convolutions = depths.map(
      (outputs, i) =>
        new TransposedConvolution({
          inputs: depths[Math.max(0, i - 1)]!,
          outputs,
          kernel: 3,
          stride: 2,
          seed: deriveSeed(seed, "decoder", i),
        }),
    );
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
    expectShape("decode", "latent", latent, [null, this.sizes.latent]);
    const n = latent.shape[0];
    return tf.tidy(() => {
      const flat = this.hidden.apply(latent).relu();
      const code = flat.reshape<tf.Tensor4D>([n, ...this.sizes.code]);
      const picture = this.convolutions.reduce((x, layer) => layer.apply(x).relu(), code);
      return this.logits.apply(picture).reshape<tf.Tensor2D>([n, -1]);
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return {
      hidden: this.hidden,
      ...Object.fromEntries(this.convolutions.map((layer, i) => [`convolution${i}`, layer])),
      logits: this.logits,
    };
  }
}
