import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";
import { Convolutions } from "./convolutions";
import { Dense } from "./dense";
import { expectEngine } from "./expectEngine";
import { expectSizes } from "./expectSizes";
import { leakyRelu } from "./leakyRelu";
import { namedWeights } from "./namedWeights";
import type { Trainable } from "./vaeModel";

export interface DiscriminatorOptions {
  /** rows of an image; default 28 */
  height?: number;
  /** columns of an image; default 28 */
  width?: number;
  /** values a pixel; default 1 */
  channels?: number;
  /** channels after each of the convolutions, which halve the image; default [16, 32] */
  filters?: readonly number[];
  /** height and width of the convolutions' kernels; default 4 */
  kernel?: number;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * d(x) = log D(x) / (1 − D(x)), where D(x) is the probability that x is a real image and not a made one: convolutions
 * with stride 2 and leaky ReLU, whose last activations are the features, and a linear layer. A DCGAN's discriminator
 * without batch normalisation, which a gradient penalty of single images forbids.
 *
 * With `wassersteinLoss` it is a critic: d(x) is a number without such a meaning.
 *
 * @throws RangeError if a size is not a positive whole number
 * @throws TypeError  if filters is no list
 * @throws Error      if no tensor engine has been started
 * @see Goodfellow et al. 2014; Radford, Metz & Chintala 2016, section 3; Gulrajani et al. 2017, section 4
 */
export class Discriminator implements Trainable {
  readonly config: Readonly<Required<DiscriminatorOptions> & { input: number }>;
  private readonly convolutions: Convolutions;
  private readonly last: Dense;

  constructor({
    height = 28,
    width = 28,
    channels = 1,
    filters = [16, 32],
    kernel = 4,
    seed = 0,
  }: DiscriminatorOptions = {}) {
    expectEngine("Discriminator");
    for (const [name, size] of Object.entries({ height, width, channels, kernel })) {
      expectNumber("Discriminator", name, size, { integer: true, min: 1 });
    }
    expectSizes("Discriminator", "filters", filters, { min: 1, example: "[16, 32]" });
    expectNumber("Discriminator", "seed", seed, { integer: true });
    const sizes = { height, width, channels, filters: [...filters], kernel };
    this.config = { input: height * width * channels, ...sizes, seed };
    this.convolutions = new Convolutions({
      ...this.config,
      activation: leakyRelu,
      part: "discriminator",
    });
    const { flat } = this.convolutions;
    this.last = new Dense(flat, 1, deriveSeed(seed, "discriminator", "logit"));
  }

  /** d(x), [n]: above 0 for what it takes for real. @param images [n, input], intensities in [0, 1] */
  logit(images: tf.Tensor2D): tf.Tensor1D {
    return tf.tidy(() => {
      const features = this.convolutions.apply("logit", images);
      return this.last.apply(features).squeeze<tf.Tensor1D>([1]);
    });
  }

  /** Activations of the last convolution, flat, [n, features]. @param images [n, input], intensities in [0, 1] */
  features(images: tf.Tensor2D): tf.Tensor2D {
    return this.convolutions.apply("features", images);
  }

  /** Its weights by name, such as `discriminator/logit/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    return namedWeights("discriminator", { ...this.convolutions.layers, logit: this.last });
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
