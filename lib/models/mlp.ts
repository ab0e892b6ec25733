import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber, expectShape } from "../checks";
import { activations, expectActivation, type Activation } from "./activation";
import { Dense } from "./dense";
import { expectEngine } from "./expectEngine";
import { expectSizes } from "./expectSizes";
import { namedWeights } from "./namedWeights";

export interface MlpOptions {
  /** numbers in; default 2 */
  inputs?: number;
  /** sizes of the hidden layers; default [128, 128] */
  hidden?: readonly number[];
  /** numbers out; default 1 */
  outputs?: number;
  /** default "relu" */
  activation?: Activation;
  /** of the initial weights; default 0 */
  seed?: number;
}

/**
 * A multilayer perceptron: hidden layers with the activation, then a linear one. For toys: points in the plane, curves.
 *
 * @throws RangeError if a size is not a positive whole number or the activation is unknown
 * @throws TypeError  if hidden is no list
 * @throws Error      if no tensor engine has been started
 */
export class Mlp {
  readonly config: Readonly<Required<MlpOptions>>;
  private readonly hidden: readonly Dense[];
  private readonly last: Dense;

  constructor({
    inputs = 2,
    hidden = [128, 128],
    outputs = 1,
    activation = "relu",
    seed = 0,
  }: MlpOptions = {}) {
    expectEngine("Mlp");
    expectNumber("Mlp", "inputs", inputs, { integer: true, min: 1 });
    expectSizes("Mlp", "hidden", hidden, { example: "[128, 128]" });
    expectNumber("Mlp", "outputs", outputs, { integer: true, min: 1 });
    expectActivation("Mlp", activation);
    expectNumber("Mlp", "seed", seed, { integer: true });
    this.config = { inputs, hidden: [...hidden], outputs, activation, seed };
    const sizes = [inputs, ...hidden];
    this.hidden = hidden.map((size, i) => new Dense(sizes[i]!, size, deriveSeed(seed, "mlp", i)));
    this.last = new Dense(sizes.at(-1)!, outputs, deriveSeed(seed, "mlp", "last"));
  }

  /** [n, inputs] → [n, outputs] */
  apply(x: tf.Tensor2D): tf.Tensor2D {
    expectShape("apply", "x", x, [null, this.config.inputs]);
    return tf.tidy(() => {
      const activate = activations[this.config.activation];
      return this.last.apply(this.hidden.reduce((h, layer) => activate(layer.apply(h)), x));
    });
  }

  /** Its weights by name, such as `mlp/hidden0/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    const hidden = this.hidden.map((layer, i) => [`hidden${i}`, layer] as const);
    return namedWeights("mlp", { ...Object.fromEntries(hidden), last: this.last });
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
