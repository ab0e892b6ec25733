import type * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import { activations, type Activation } from "./activation";
import { Decoder } from "./decoder";
import { Encoder, type Posterior } from "./encoder";
import { expectSizes } from "./expectSizes";
import type { Layer } from "./layer";
import { VariationalAutoencoder } from "./variationalAutoencoder";

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
export class Vae extends VariationalAutoencoder {
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
    super("Vae");
    expectNumber("Vae", "input", input, { integer: true, min: 1 });
    expectNumber("Vae", "latent", latent, { integer: true, min: 1 });
    expectSizes("Vae", "hidden", hidden, { example: "[400]" });
    expectNumber("Vae", "seed", seed, { integer: true });
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

  protected get parts(): Record<string, Record<string, Layer>> {
    return { encoder: this.encoder.layers, decoder: this.decoder.layers };
  }
}
