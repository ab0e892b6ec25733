import * as tf from "@tensorflow/tfjs";
import { glorotUniform } from "./glorotUniform";
import type { Layer } from "./layer";
import { zeroBias } from "./zeroBias";

/** y = x W + b, with W drawn Glorot uniform and b = 0. */
export class Dense implements Layer {
  /** [inputs, outputs] */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(inputs: number, outputs: number, seed: number) {
    this.weight = glorotUniform<tf.Rank.R2>([inputs, outputs], { inputs, outputs, seed });
    this.bias = zeroBias(outputs);
  }

  /** [n, inputs] → [n, outputs] */
  apply(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => tf.matMul(x, this.weight).add(this.bias));
  }
}
