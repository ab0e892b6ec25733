import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import type { ConvolutionalSizes } from "./convolutionalSizes";
import { Convolutions } from "./convolutions";
import { Dense } from "./dense";
import type { Posterior } from "./encoder";
import type { Layer } from "./layer";

/** x → convolutions that halve the image → one hidden layer → two linear heads, μ and log σ². */
export class ConvolutionalEncoder {
  private readonly convolutions: Convolutions;
  private readonly hidden: Dense;
  private readonly mean: Dense;
  private readonly logVariance: Dense;

  constructor({ height, width, channels, filters, dense, latent, seed }: ConvolutionalSizes) {
    this.convolutions = new Convolutions({
      ...{ height, width, channels, filters, kernel: 3, seed },
      activation: tf.relu,
      part: "encoder",
    });
    this.hidden = new Dense(this.convolutions.flat, dense, deriveSeed(seed, "encoder", "hidden"));
    this.mean = new Dense(dense, latent, deriveSeed(seed, "encoder", "mean"));
    this.logVariance = new Dense(dense, latent, deriveSeed(seed, "encoder", "logVariance"));
  }

  /** @param images [n, height × width × channels] */
  apply(images: tf.Tensor2D): Posterior {
    return tf.tidy(() => {
      const code = this.convolutions.apply("encode", images);
      const h = this.hidden.apply(code).relu<tf.Tensor2D>();
      return { mean: this.mean.apply(h), logVariance: this.logVariance.apply(h) };
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return {
      ...this.convolutions.layers,
      hidden: this.hidden,
      mean: this.mean,
      logVariance: this.logVariance,
    };
  }
}
