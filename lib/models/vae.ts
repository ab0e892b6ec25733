import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import { activations, type Activation } from "./activation";
import { Decoder } from "./decoder";
import type { Dense } from "./dense";
import { Encoder, type Posterior } from "./encoder";
import { standardNormal } from "./standardNormal";

export interface VaeOptions {
  /** pixels an image; default 784 */
  input?: number;
  /** sizes of the encoder's hidden layers; the decoder has them in reverse; default [400] */
  hidden?: readonly number[];
  /** dimensions of z; default 20 */
  latent?: number;
  /** default "relu" */
  activation?: Activation;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * A variational autoencoder of fully connected layers: p(z) = N(0, I), q(z|x) = N(μ(x), diag σ²(x)),
 * and a decoder whose logits are the parameters of p(x|z).
 *
 * @throws RangeError if a size is not a positive whole number or the activation is unknown
 * @throws Error      if no tensor engine has been started
 * @see Kingma & Welling 2014, appendix C
 */
export class Vae {
  readonly config: Readonly<Required<VaeOptions>>;
  private readonly encoder: Encoder;
  private readonly decoder: Decoder;

  constructor({
    input = 784,
    hidden = [400],
    latent = 20,
    activation = "relu",
    seed = 0,
  }: VaeOptions = {}) {
    if (!tf.getBackend()) {
      throw new Error(
        "Vae: no tensor engine has been started. Call `await backend()` first, or tf.setBackend.",
      );
    }
    expectNumber("Vae", "input", input, { integer: true, min: 1 });
    expectNumber("Vae", "latent", latent, { integer: true, min: 1 });
    const sizes: unknown = hidden; // a cell is checked less strictly than the type promises
    if (!Array.isArray(sizes)) {
      throw new TypeError(
        `Vae: hidden must be a list of layer sizes, not a ${typeof hidden}. Write hidden: [400].`,
      );
    }
    expectNumber("Vae", "seed", seed, { integer: true });
    for (const size of hidden) expectNumber("Vae", "hidden", size, { integer: true, min: 1 });
    if (!Object.hasOwn(activations, activation)) {
      const known = Object.keys(activations).join(", ");
      throw new RangeError(`Vae: activation "${activation}" is unknown. Use one of ${known}.`);
    }
    this.config = { input, hidden: [...hidden], latent, activation, seed };
    this.encoder = new Encoder({ input, hidden, latent, activation, seed });
    this.decoder = new Decoder({
      latent,
      hidden: [...hidden].reverse(),
      output: input,
      activation,
      seed,
    });
  }

  /** q(z|x): μ and log σ², each [n, latent]. @param images [n, input] */
  encode(images: tf.Tensor2D): Posterior {
    return this.encoder.apply(images);
  }

  /** The logits of p(x|z), [n, input]; `tf.sigmoid` of them is the mean image. @param latent [n, latent] */
  decode(latent: tf.Tensor2D): tf.Tensor2D {
    return this.decoder.apply(latent);
  }

  /** The mean image of p(x|z = μ(x)): intensities in [0, 1], [n, input]. */
  reconstruct(images: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.decode(this.encode(images).mean).sigmoid());
  }

  /** Mean images of p(x|z) for z drawn from the prior: intensities in [0, 1], [count, input]. */
  sample(count: number, { seed }: { seed: number }): tf.Tensor2D {
    expectNumber("Vae.sample", "count", count, { integer: true, min: 1 });
    return tf.tidy(() => {
      return this.decode(standardNormal([count, this.config.latent], { seed })).sigmoid();
    });
  }

  /** Its weights by name, such as `encoder/hidden0/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    const named: Record<string, tf.Variable> = {};
    const parts: [string, Record<string, Dense>][] = [
      ["encoder", this.encoder.layers],
      ["decoder", this.decoder.layers],
    ];
    for (const [part, layers] of parts) {
      for (const [name, layer] of Object.entries(layers)) {
        named[`${part}/${name}/weight`] = layer.weight;
        named[`${part}/${name}/bias`] = layer.bias;
      }
    }
    return named;
  }

  /** What training changes. */
  get variables(): tf.Variable[] {
    return Object.values(this.weights);
  }

  /** Frees its weights. */
  dispose(): void {
    tf.dispose(this.variables);
  }
}
