import * as tf from "@tensorflow/tfjs";
import { glorotUniform } from "./glorotUniform";
import type { Layer } from "./layer";
import { zeroBias } from "./zeroBias";

export interface ConvolutionOptions {
  /** channels in */
  inputs: number;
  /** channels out */
  outputs: number;
  /** height and width of the kernel */
  kernel: number;
  /** pixels between two positions of the kernel */
  stride: number;
  seed: number;
}

/**
 * y[i, j, q] = b[q] + Σ_{u, v, p} x[i·stride + u − top, j·stride + v − left, p] W[u, v, p, q]
 *
 * with zeros outside the image ("same" padding: as many rows above as below, or one fewer), so that the
 * result is the image's size divided by the stride, rounded up. W is drawn Glorot uniform, b = 0.
 *
 * @see Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning"
 */
export class Convolution implements Layer {
  /** [kernel, kernel, inputs, outputs] */
  readonly weight: tf.Variable<tf.Rank.R4>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;
  private readonly stride: number;

  constructor({ inputs, outputs, kernel, stride, seed }: ConvolutionOptions) {
    const area = kernel * kernel;
    const fans = { inputs: area * inputs, outputs: area * outputs, seed };
    this.weight = glorotUniform<tf.Rank.R4>([kernel, kernel, inputs, outputs], fans);
    this.bias = zeroBias(outputs);
    this.stride = stride;
  }

  /** [n, height, width, inputs] → [n, ⌈height / stride⌉, ⌈width / stride⌉, outputs] */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => tf.conv2d(x, this.weight, this.stride, "same").add(this.bias));
  }
}
