import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import { Convolution } from "./convolution";
import type { Layer } from "./layer";

export interface ConvolutionsOptions {
  /** rows of an image */
  height: number;
  /** columns of an image */
  width: number;
  /** values a pixel */
  channels: number;
  /** channels after each of the convolutions */
  filters: readonly number[];
  /** height and width of the kernels */
  kernel: number;
  /** the non-linearity after each of them */
  activation: (x: tf.Tensor4D) => tf.Tensor4D;
  /** of the model, as in the names of its weights: their seeds are derived from it */
  part: string;
  seed: number;
}

/** x → convolutions with stride 2, each of which halves the image, rounded up → a flat code. */
export class Convolutions {
  /** how many activations an image leaves */
  readonly flat: number;
  private readonly convolutions: readonly Convolution[];

  constructor(private readonly options: ConvolutionsOptions) {
    const { height, width, channels, filters, kernel, part, seed } = options;
    const depths = [channels, ...filters];
    this.convolutions = filters.map(
      (outputs, i) =>
        new Convolution({
          inputs: depths[i]!,
          outputs,
          kernel,
          stride: 2,
          seed: deriveSeed(seed, part, i),
        }),
    );
    const halved = (size: number): number => filters.reduce((left) => Math.ceil(left / 2), size);
    this.flat = halved(height) * halved(width) * depths.at(-1)!;
  }

  /**
   * [n, height × width × channels] → [n, flat]
   *
   * @param where the function that was called, for messages
   */
  apply(where: string, images: tf.Tensor2D): tf.Tensor2D {
    const { height, width, channels, activation } = this.options;
    expectShape(where, "images", images, [null, height * width * channels]);
    const n = images.shape[0];
    return tf.tidy(() => {
      const pictures = images.reshape<tf.Tensor4D>([n, height, width, channels]);
      const code = this.convolutions.reduce((x, layer) => activation(layer.apply(x)), pictures);
      return code.reshape<tf.Tensor2D>([n, -1]);
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return Object.fromEntries(this.convolutions.map((layer, i) => [`convolution${i}`, layer]));
  }
}
