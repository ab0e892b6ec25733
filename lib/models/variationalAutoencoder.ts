import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../chance";
import { expectNumber } from "../checks";
import type { Posterior } from "./encoder";
import type { Layer } from "./layer";
import type { VaeModel } from "./vaeModel";

/**
 * What the models share, whatever their layers are. A model gives its encoder's and its decoder's layers,
 * and the two functions through them.
 */
export abstract class VariationalAutoencoder implements VaeModel {
  abstract readonly config: VaeModel["config"];
  abstract encode(images: tf.Tensor2D): Posterior;
  abstract decode(latent: tf.Tensor2D): tf.Tensor2D;
  /** The layers by part (encoder, decoder) and name, in the order of computation. */
  protected abstract get parts(): Record<string, Record<string, Layer>>;

  /**
   * @param name of the model, for messages
   * @throws Error if no tensor engine has been started
   */
  constructor(private readonly name: string) {
    if (!tf.getBackend()) {
      throw new Error(
        `${name}: no tensor engine has been started. Call \`await backend()\` first, or tf.setBackend.`,
      );
    }
  }

  /** The mean image of p(x|z = μ(x)): intensities in [0, 1], [n, input]. */
  reconstruct(images: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => this.decode(this.encode(images).mean).sigmoid());
  }

  /** Mean images of p(x|z) for z drawn from the prior: intensities in [0, 1], [count, input]. */
  sample(count: number, { seed }: { seed: number }): tf.Tensor2D {
    expectNumber(`${this.name}.sample`, "count", count, { integer: true, min: 1 });
    return tf.tidy(() => {
      return this.decode(standardNormal([count, this.config.latent], { seed })).sigmoid();
    });
  }

  /** Its weights by name, such as `encoder/mean/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    const named: Record<string, tf.Variable> = {};
    for (const [part, layers] of Object.entries(this.parts)) {
      for (const [name, layer] of Object.entries(layers)) {
        named[`${part}/${name}/weight`] = layer.weight;
        named[`${part}/${name}/bias`] = layer.bias;
      }
    }
    return named;
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
