import * as tf from "@tensorflow/tfjs";
import { standardNormal } from "../chance";
import { expectNumber } from "../checks";
import type { Posterior } from "./encoder";
import { EncoderAndDecoder } from "./encoderAndDecoder";
import type { VaeModel } from "./vaeModel";

/** What the unconditional models share, whatever their layers are: a model gives its encoder and its decoder. */
export abstract class VariationalAutoencoder extends EncoderAndDecoder implements VaeModel {
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
}
