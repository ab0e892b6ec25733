import * as tf from "@tensorflow/tfjs";
import { standardNormal, type Seed } from "../chance";
import { deriveSeed, expectNumber, expectShape } from "../checks";
import { codeShape } from "./codeShape";
import { Dense } from "./dense";
import { expectEngine } from "./expectEngine";
import { expectSizes } from "./expectSizes";
import { namedWeights } from "./namedWeights";
import { TransposedConvolutions } from "./transposedConvolutions";
import type { Trainable } from "./vaeModel";

export interface GeneratorOptions {
  /** rows of an image; default 28 */
  height?: number;
  /** columns of an image; default 28 */
  width?: number;
  /** values a pixel; default 1 */
  channels?: number;
  /** channels before each of the transposed convolutions, which double the image, the last one's first; default [16, 32] */
  filters?: readonly number[];
  /** height and width of the convolutions' kernels; even ones overlap evenly; default 4 */
  kernel?: number;
  /** dimensions of z; default 32 */
  latent?: number;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * x = sigmoid(decode(z)), z ~ N(0, I): a fully connected layer with relu, then transposed convolutions that double the
 * image, with relu between them. A DCGAN's generator without batch normalisation.
 *
 * Images come flat, [n, height × width × channels], as from a VAE's decoder, so that the same latent walks apply.
 *
 * @throws RangeError if a size is not a positive whole number, or height or width cannot be halved so often
 * @throws TypeError  if filters is no list
 * @throws Error      if no tensor engine has been started
 * @see Goodfellow et al. 2014; Radford, Metz & Chintala 2016, figure 1
 */
export class Generator implements Trainable {
  readonly config: Readonly<Required<GeneratorOptions> & { input: number }>;
  private readonly hidden: Dense;
  private readonly convolutions: TransposedConvolutions;

  constructor({
    height = 28,
    width = 28,
    channels = 1,
    filters = [16, 32],
    kernel = 4,
    latent = 32,
    seed = 0,
  }: GeneratorOptions = {}) {
    expectEngine("Generator");
    for (const [name, size] of Object.entries({ height, width, channels, kernel, latent })) {
      expectNumber("Generator", name, size, { integer: true, min: 1 });
    }
    expectSizes("Generator", "filters", filters, { min: 1, example: "[16, 32]" });
    expectNumber("Generator", "seed", seed, { integer: true });
    const code = codeShape("Generator", { height, width, filters });
    const sizes = { height, width, channels, filters: [...filters], kernel, latent, seed };
    this.config = { input: height * width * channels, ...sizes };
    this.convolutions = new TransposedConvolutions({
      code,
      filters: [channels, ...filters].reverse().slice(1),
      kernel,
      part: "generator",
      seed,
    });
    const { flat } = this.convolutions;
    this.hidden = new Dense(latent, flat, deriveSeed(seed, "generator", "hidden"));
  }

  /** The images' logits, [n, input]; `tf.sigmoid` of them are intensities. @param latent [n, latent] */
  decode(latent: tf.Tensor2D): tf.Tensor2D {
    expectShape("decode", "latent", latent, [null, this.config.latent]);
    return tf.tidy(() => {
      const logits = this.convolutions.apply(this.hidden.apply(latent));
      return logits.reshape<tf.Tensor2D>([latent.shape[0], -1]);
    });
  }

  /** Images of z drawn from N(0, I): intensities in [0, 1], [count, input]. */
  sample(count: number, { seed }: { seed: Seed }): tf.Tensor2D {
    expectNumber("Generator.sample", "count", count, { integer: true, min: 1 });
    return tf.tidy(() => {
      return this.decode(standardNormal([count, this.config.latent], { seed })).sigmoid();
    });
  }

  /** Its weights by name, such as `generator/hidden/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    return namedWeights("generator", { hidden: this.hidden, ...this.convolutions.layers });
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
