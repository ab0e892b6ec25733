import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import { activations, type Activation } from "./activation";
import { Dense } from "./dense";

export interface DecoderOptions {
  latent: number;
  hidden: readonly number[];
  output: number;
  activation: Activation;
  seed: number;
}

/** z → hidden layers → one linear layer: the logits of p(x|z). */
export class Decoder {
  private readonly hidden: readonly Dense[];
  private readonly logits: Dense;

  constructor(private readonly options: DecoderOptions) {
    const { hidden, output, seed } = options;
    const sizes = [options.latent, ...hidden];
    this.hidden = hidden.map(
      (size, i) => new Dense(sizes[i]!, size, deriveSeed(seed, "decoder", i)),
    );
    this.logits = new Dense(sizes.at(-1)!, output, deriveSeed(seed, "decoder", "logits"));
  }

  /** @param latent [n, latent] */
  apply(latent: tf.Tensor2D): tf.Tensor2D {
    expectShape("decode", "latent", latent, [null, this.options.latent]);
    return tf.tidy(() => {
      const activate = activations[this.options.activation];
      return this.logits.apply(this.hidden.reduce((x, layer) => activate(layer.apply(x)), latent));
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Dense> {
    return {
      ...Object.fromEntries(this.hidden.map((layer, i) => [`hidden${i}`, layer])),
      logits: this.logits,
    };
  }
}
