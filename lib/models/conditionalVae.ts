import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../chance";
import { expectNumber, expectShape } from "../checks";
import type { Decoder } from "./decoder";
import type { Encoder } from "./encoder";
import { EncoderAndDecoder } from "./encoderAndDecoder";
import { fullyConnected } from "./fullyConnected";
import { expectLabels, labelCount, oneHotLabels, type Labels } from "./oneHotLabels";
import type { VaeOptions } from "./vae";
import type { EncoderDecoder } from "./vaeModel";

export interface ConditionalVaeOptions extends VaeOptions {
  /** how many labels there are, 0 … classes − 1, at least two; default 10 */
  classes?: number;
}

/**
 * A variational autoencoder that is told the label y: q(z|x, y) = N(μ(x, y), diag σ²(x, y)) and p(x|z, y), with
 * p(z) = N(0, I) whatever y is. What y says need not be in z, so z keeps the rest: the style.
 *
 * y goes one-hot into the first layer of both halves, beside x and z. With `given` the losses take it:
 * its objective is `(vae, images, { labels, ...options }) => elbo(vae.given(labels), images, options)`.
 *
 * @throws RangeError if a size is not a positive whole number, classes is 1, or the activation is unknown
 * @throws Error      if no tensor engine has been started
 * @see Kingma et al. 2014, "Semi-supervised learning with deep generative models", equation 6 (y observed, without
 *      log p(y)); Sohn, Lee & Yan 2015, equation 4, where the prior depends on the condition too
 */
export class ConditionalVae extends EncoderAndDecoder {
  readonly config: Readonly<Required<ConditionalVaeOptions>>;
  protected readonly encoder: Encoder;
  protected readonly decoder: Decoder;

  constructor({ classes = 10, ...options }: ConditionalVaeOptions = {}) {
    super("ConditionalVae");
    const remedy = "Without labels, use a Vae.";
    expectNumber("ConditionalVae", "classes", classes, { integer: true, min: 2, remedy });
    const { config, encoder, decoder } = fullyConnected("ConditionalVae", options, classes);
    this.config = { ...config, classes };
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /**
   * q(z|x, y) and p(x|z, y) of images with these labels, for one label an image. It holds no tensor of its own.
   *
   * @param labels [n]; an int32 tensor, as `fit` gives it to an objective, stays yours
   * @throws TypeError  if a tensor of labels is not int32
   * @throws RangeError if a number is no label; a tensor's numbers are not looked at, the loss is NaN then
   */
  given(labels: Labels): EncoderDecoder {
    const { input, latent: dimensions, classes } = this.config;
    expectLabels("given", labels, classes);
    const n = labelCount(labels);
    const withLabels = (x: tf.Tensor2D): tf.Tensor2D =>
      tf.concat([x, oneHotLabels(labels, classes)], 1);
    return {
      encode: (images) => {
        expectShape("encode", "images", images, [n, input]);
        return tf.tidy(() => ({ ...this.encoder.apply(withLabels(images)) }));
      },
      decode: (latent) => {
        expectShape("decode", "latent", latent, [n, dimensions]);
        return tf.tidy(() => this.decoder.apply(withLabels(latent)));
      },
    };
  }

  /** Mean images of p(x|z, y = label) for z drawn from the prior: intensities in [0, 1], [count, input]. */
  sample(count: number, { seed, label }: { seed: number; label: number }): tf.Tensor2D {
    expectNumber("ConditionalVae.sample", "count", count, { integer: true, min: 1 });
    const labels = new Array<number>(count).fill(label);
    return tf.tidy(() => {
      const latent = standardNormal<tf.Rank.R2>([count, this.config.latent], { seed });
      return this.given(labels).decode(latent).sigmoid();
    });
  }

  /**
   * Style and content: the mean images of p(x|z = μ(x, y), y′), each image's style in every new label y′.
   *
   * @param images    [n, input]
   * @param labels    [n], y
   * @param newLabels [m], y′; default every label
   * @returns         [n × m, input], intensities in [0, 1]; image 0 in all new labels, then image 1, …
   * @throws RangeError if a number is no label, or there is not one label an image
   */
  transfer(images: tf.Tensor2D, labels: Labels, newLabels?: ArrayLike<number>): tf.Tensor2D {
    const { classes, latent } = this.config;
    const targets = newLabels ?? Array.from({ length: classes }, (_, label) => label);
    return tf.tidy(() => {
      const { mean } = this.given(labels).encode(images);
      const [n, m] = [mean.shape[0], targets.length];
      const styles = mean
        .expandDims(1)
        .tile([1, m, 1])
        .reshape<tf.Tensor2D>([n * m, latent]);
      const contents = Array.from({ length: n * m }, (_, i) => targets[i % m]!);
      return this.given(contents).decode(styles).sigmoid();
    });
  }
}
