import * as tf from "@tensorflow/tfjs";

/**
 * y = x W + b, with W drawn from U(−√(6 / (inputs + outputs)), +√(…)) and b = 0.
 *
 * @see Glorot & Bengio 2010, equation 16
 */
export class Dense {
  /** [inputs, outputs] */
  readonly weight: tf.Variable<tf.Rank.R2>;
  /** [outputs] */
  readonly bias: tf.Variable<tf.Rank.R1>;

  constructor(inputs: number, outputs: number, seed: number) {
    const limit = Math.sqrt(6 / (inputs + outputs));
    [this.weight, this.bias] = tf.tidy(() => [
      tf.variable(tf.randomUniform([inputs, outputs], -limit, limit, "float32", seed)),
      tf.variable(tf.zeros([outputs])),
    ]) as unknown as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R1>];
  }

  /** [n, inputs] → [n, outputs] */
  apply(x: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => tf.matMul(x, this.weight).add(this.bias));
  }
}
