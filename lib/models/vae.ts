import { expectNumber } from "../checks";
import { activations, type Activation } from "./activation";
import { Decoder } from "./decoder";
import { Encoder } from "./encoder";
import { expectSizes } from "./expectSizes";
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
  protected readonly encoder: Encoder;
  protected readonly decoder: Decoder;

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
}
