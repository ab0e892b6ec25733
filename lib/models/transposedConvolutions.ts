import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import type { Layer } from "./layer";
import { TransposedConvolution } from "./transposedConvolution";

export interface TransposedConvolutionsOptions {
  /** the small image that they begin with: [height, width, channels] */
  code: readonly [number, number, number];
  /** channels after each of the transposed convolutions */
  filters: readonly number[];
  /** height and width of the kernels */
  kernel: number;
  /** of the model, as in the names of its weights: their seeds are derived from it */
  part: string;
  seed: number;
}

/** A flat code → transposed convolutions with stride 2, each of which doubles the image, with relu before each. */
export class TransposedConvolutions {
  /** how many numbers a code has */
  readonly flat: number;
  private readonly convolutions: readonly TransposedConvolution[];

  constructor(private readonly options: TransposedConvolutionsOptions) {
    const { code, filters, kernel, part, seed } = options;
    const [height, width, channels] = code;
    const depths = [channels, ...filters];
    this.convolutions = filters.map(
      (outputs, i) =>
        new TransposedConvolution({
          inputs: depths[i]!,
          outputs,
          kernel,
          stride: 2,
          seed: deriveSeed(seed, part, i),
        }),
    );
    this.flat = height * width * channels;
  }

  /** [n, flat] → [n, height, width, channels], without a relu after the last */
  apply(code: tf.Tensor2D): tf.Tensor4D {
    return tf.tidy(() => {
      const small = code.reshape<tf.Tensor4D>([code.shape[0], ...this.options.code]);
      return this.convolutions.reduce((x, layer) => layer.apply(x.relu()), small);
    });
  }

  /** Its layers by name, in the order of computation. */
  get layers(): Record<string, Layer> {
    return Object.fromEntries(this.convolutions.map((layer, i) => [`convolution${i}`, layer]));
  }
}
