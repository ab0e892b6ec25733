import * as tf from "@tensorflow/tfjs";
import type { Posterior } from "./encoder";
import { expectEngine } from "./expectEngine";
import type { Layer } from "./layer";
import { namedWeights } from "./namedWeights";
import type { Trainable, VaeModel } from "./vaeModel";

/** One half of a model: a function, and its layers by name in the order of computation. */
export interface Half<X, Y> {
  apply(x: X): Y;
  readonly layers: Record<string, Layer>;
}

/** The weights of a model that is an encoder and a decoder, whatever their layers are. */
export abstract class EncoderAndDecoder implements Trainable {
  abstract readonly config: VaeModel["config"];
  protected abstract readonly encoder: Half<tf.Tensor2D, Posterior>;
  protected abstract readonly decoder: Half<tf.Tensor2D, tf.Tensor2D>;

  /**
   * @param name of the model, for messages
   * @throws Error if no tensor engine has been started
   */
  constructor(protected readonly name: string) {
    expectEngine(name);
  }

  /** Its weights by name, such as `encoder/mean/weight`, in a fixed order. */
  get weights(): Record<string, tf.Variable> {
    return {
      ...namedWeights("encoder", this.encoder.layers),
      ...namedWeights("decoder", this.decoder.layers),
    };
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
