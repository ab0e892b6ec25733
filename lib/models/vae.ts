import type { Activation } from "./activation";
import type { Decoder } from "./decoder";
import type { Encoder } from "./encoder";
import { fullyConnected } from "./fullyConnected";
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

  constructor(options: VaeOptions = {}) {
    super("Vae");
    const { config, encoder, decoder } = fullyConnected("Vae", options);
    this.config = config;
    this.encoder = encoder;
    this.decoder = decoder;
  }
}
