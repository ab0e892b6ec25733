import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import { activations, type Activation } from "./activation";
import { Dense } from "./dense";

export interface EncoderOptions {
  input: number;
  hidden: readonly number[];
  latent: number;
  activation: Activation;
  seed: number;
}

/** The parameters of q(z|x) = N(μ(x), diag σ²(x)), each [n, latent]. */
export interface Posterior {
  mean: tf.Tensor2D;
  logVariance: tf.Tensor2D;
}

/** x → hidden layers → two linear heads, μ and log σ². */
export class Encoder {
  private readonly hidden: readonly Dense[];
  private readonly mean: Dense;
  private readonly logVariance: Dense;

  constructor(private readonly options: EncoderOptions) {
    const { hidden, latent, seed } = options;
    const sizes = [options.input, ...hidden];
    const last = sizes.at(-1)!;
    this.hidden = hidden.map(
      (size, i) => new Dense(sizes[i]!, size, deriveSeed(seed, "encoder", i)),
    );
    this.mean = new Dense(last, latent, deriveSeed(seed, "encoder", "mean"));
    this.logVariance = new Dense(last, latent, deriveSeed(seed, "encoder", "logVariance"));
  }

  /** @param images [n, input] */
  apply(images: tf.Tensor2D): Posterior {
    expectShape("encode", "images", images, [null, this.options.input]);
    return tf.tidy(() => {
      const activate = activations[this.options.activation];
      const h = this.hidden.reduce((x, layer) => activate(layer.apply(x)), images);
      return { mean: this.mean.apply(h), logVariance: this.logVariance.apply(h) };
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Dense> {
    return {
      ...Object.fromEntries(this.hidden.map((layer, i) => [`hidden${i}`, layer])),
      mean: this.mean,
      logVariance: this.logVariance,
    };
  }
}
