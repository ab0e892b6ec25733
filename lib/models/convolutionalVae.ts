import { expectNumber } from "../checks";
import { codeShape } from "./codeShape";
import { ConvolutionalDecoder } from "./convolutionalDecoder";
import { ConvolutionalEncoder } from "./convolutionalEncoder";
import { expectSizes } from "./expectSizes";
import { VariationalAutoencoder } from "./variationalAutoencoder";

export interface ConvolutionalVaeOptions {
  /** rows of an image; default 28 */
  height?: number;
  /** columns of an image; default 28 */
  width?: number;
  /** values a pixel; default 1 */
  channels?: number;
  /** channels after each of the encoder's convolutions, which halve the image; the decoder has them in reverse; default [32, 64] */
  filters?: readonly number[];
  /** size of the encoder's fully connected hidden layer; default 16 */
  dense?: number;
  /** dimensions of z; default 2 */
  latent?: number;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * A variational autoencoder of convolutions, 3 × 3 with relu: p(z) = N(0, I), q(z|x) = N(μ(x), diag σ²(x)),
 * and a decoder whose logits are the parameters of p(x|z). By default the network of Keras's example.
 *
 * Images come and go flat, [n, height × width × channels], as for `Vae`, so that the same losses apply.
 *
 * @throws RangeError if a size is not a positive whole number, or height or width cannot be halved so often
 * @throws TypeError  if filters is no list
 * @throws Error      if no tensor engine has been started
 * @see https://keras.io/examples/generative/vae/
 */
export class ConvolutionalVae extends VariationalAutoencoder {
  readonly config: Readonly<Required<ConvolutionalVaeOptions> & { input: number }>;
  protected readonly encoder: ConvolutionalEncoder;
  protected readonly decoder: ConvolutionalDecoder;

  constructor({
    height = 28,
    width = 28,
    channels = 1,
    filters = [32, 64],
    dense = 16,
    latent = 2,
    seed = 0,
  }: ConvolutionalVaeOptions = {}) {
    super("ConvolutionalVae");
    for (const [name, size] of Object.entries({ height, width, channels, dense, latent })) {
      expectNumber("ConvolutionalVae", name, size, { integer: true, min: 1 });
    }
    expectSizes("ConvolutionalVae", "filters", filters, { min: 1, example: "[32, 64]" });
    expectNumber("ConvolutionalVae", "seed", seed, { integer: true });
    const code = codeShape("ConvolutionalVae", { height, width, filters });
    const input = height * width * channels;
    this.config = { input, height, width, channels, filters: [...filters], dense, latent, seed };
    this.encoder = new ConvolutionalEncoder({ ...this.config, code });
    this.decoder = new ConvolutionalDecoder({ ...this.config, code });
  }
}
