import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import { Convolution } from "./convolution";
import type { ConvolutionalSizes } from "./convolutionalSizes";
import { Dense } from "./dense";
import type { Posterior } from "./encoder";
import type { Layer } from "./layer";

/** x → convolutions that halve the image → one hidden layer → two linear heads, μ and log σ². */
export class ConvolutionalEncoder {
  private readonly convolutions: readonly Convolution[];
  private readonly hidden: Dense;
  private readonly mean: Dense;
  private readonly logVariance: Dense;

  constructor(private readonly sizes: ConvolutionalSizes) {
    const { channels, filters, code, dense, latent, seed } = sizes;
    const depths = [channels, ...filters];
    this.convolutions = filters.map(
      (outputs, i) =>
        new Convolution({
          inputs: depths[i]!,
          outputs,
          kernel: 3,
          stride: 2,
          seed: deriveSeed(seed, "encoder", i),
        }),
    );
    const flat = code.reduce((product, size) => product * size);
    this.hidden = new Dense(flat, dense, deriveSeed(seed, "encoder", "hidden"));
    this.mean = new Dense(dense, latent, deriveSeed(seed, "encoder", "mean"));
    this.logVariance = new Dense(dense, latent, deriveSeed(seed, "encoder", "logVariance"));
  }

  /** @param images [n, height × width × channels] */
  apply(images: tf.Tensor2D): Posterior {
    const { height, width, channels } = this.sizes;
    expectShape("encode", "images", images, [null, height * width * channels]);
    const n = images.shape[0];
    return tf.tidy(() => {
      const pictures = images.reshape<tf.Tensor4D>([n, height, width, channels]);
      const code = this.convolutions.reduce((x, layer) => layer.apply(x).relu(), pictures);
      const h = this.hidden.apply(code.reshape<tf.Tensor2D>([n, -1])).relu<tf.Tensor2D>();
      return { mean: this.mean.apply(h), logVariance: this.logVariance.apply(h) };
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return {
      ...Object.fromEntries(this.convolutions.map((layer, i) => [`convolution${i}`, layer])),
      hidden: this.hidden,
      mean: this.mean,
      logVariance: this.logVariance,
    };
  }
}
