import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../chance";
import { expectNumber } from "../checks";
import type { Posterior } from "./encoder";
import type { Layer } from "./layer";
import type { VaeModel } from "./vaeModel";

/** One half of a model: a function, and its layers by name in the order of computation. */
interface Half<X, Y> {
  apply(x: X): Y;
  readonly layers: Record<string, Layer>;
}

/** What the models share, whatever their layers are: a model gives its encoder and its decoder. */
export abstract class VariationalAutoencoder implements VaeModel {
  abstract readonly config: VaeModel["config"];
  protected abstract readonly encoder: Half<tf.Tensor2D, Posterior>;
  protected abstract readonly decoder: Half<tf.Tensor2D, tf.Tensor2D>;

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

  /** q(z|x): μ and log σ², each [n, latent]. @param images [n, input] */
  encode(images: tf.Tensor2D): Posterior {
    return this.encoder.apply(images);
  }

  /** The logits of p(x|z), [n, input]; `tf.sigmoid` of them is the mean image. @param latent [n, latent] */
  decode(latent: tf.Tensor2D): tf.Tensor2D {
    return this.decoder.apply(latent);
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
    const parts = { encoder: this.encoder, decoder: this.decoder };
    for (const [part, { layers }] of Object.entries(parts)) {
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
