import * as tf from "@tensorflow/tfjs";
import type { ConvolutionOptions } from "./convolution";
import { glorotUniform } from "./glorotUniform";
import type { Layer } from "./layer";
import { zeroBias } from "./zeroBias";

/**
 * y[i·stride + u − top, j·stride + v − left, q] += Σ_p x[i, j, p] W[u, v, q, p], and + b[q]
 *
 * The transpose of a `Convolution`, seen as a matrix, and so its gradient: it makes an image `stride` times as large.
 * Every pixel of x stamps its kernel on y; stamps that overlap add up. W is drawn Glorot uniform, b = 0.
 *
 * @see Dumoulin & Visin 2016, section 4
 */
export class TransposedConvolution implements Layer {
  /** [kernel, kernel, outputs, inputs] */
  readonly weight: tf.Variable<tf.Rank.R4>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;
  private readonly stride: number;

  constructor({ inputs, outputs, kernel, stride, seed }: ConvolutionOptions) {
    const area = kernel * kernel;
    const fans = { inputs: area * inputs, outputs: area * outputs, seed };
    this.weight = glorotUniform<tf.Rank.R4>([kernel, kernel, outputs, inputs], fans);
    this.bias = zeroBias(outputs);
    this.stride = stride;
  }

  /** [n, height, width, inputs] → [n, height · stride, width · stride, outputs] */
  apply(x: tf.Tensor4D): tf.Tensor4D {
    const [n, height, width] = x.shape;
    const outputs = this.bias.shape[0];
    const shape = [n, height * this.stride, width * this.stride, outputs] as const;
    return tf.tidy(() =>
      tf.conv2dTranspose(x, this.weight, [...shape], this.stride, "same").add(this.bias),
    );
  }
}
