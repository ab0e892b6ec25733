import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import { expectLogits, type GanLoss } from "./ganLoss";

/**
 * The usual loss of a GAN, in nats, with D = sigmoid(d):
 *
 *   discriminator: −log D(x) − log(1 − D(G(z))) = softplus(−d(x)) + softplus(d(G(z)))
 *   generator:     −log D(G(z)) = softplus(−d(G(z)))
 *
 * The discriminator's is that of `minimaxLoss`. The generator raises log D instead of lowering log(1 − D): the same
 * aim, but its gradient with respect to d is −(1 − D(G(z))), which is largest where the discriminator is sure that an
 * image is made, and vanishes where it is fooled.
 *
 * @throws RangeError if a logit is not one number an example
 * @see Goodfellow et al. 2014, section 3
 */
export const nonSaturatingLoss: GanLoss = {
  discriminator(real, fake) {
    expectLogits("nonSaturatingLoss", real, fake);
    return tf.tidy(() => real.neg().softplus<tf.Tensor1D>().add(fake.softplus()));
  },
  generator(fake) {
    expectShape("nonSaturatingLoss", "fake", fake, [null]);
    return tf.tidy(() => fake.neg().softplus<tf.Tensor1D>());
  },
  output: (logits) => logits.sigmoid(),
};
