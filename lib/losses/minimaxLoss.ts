import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import { expectLogits, type GanLoss } from "./ganLoss";

/**
 * The GAN as a game of two, min_G max_D log D(x) + log(1 − D(G(z))), in nats, with D = sigmoid(d):
 *
 *   discriminator: −log D(x) − log(1 − D(G(z))) = softplus(−d(x)) + softplus(d(G(z)))
 *   generator:     log(1 − D(G(z))) = −softplus(d(G(z)))
 *
 * The discriminator's is 2 log 2 if it cannot tell the two apart, and with the best discriminator
 * 2 log 2 − 2 JS(real ‖ made), twice their Jensen–Shannon divergence less.
 *
 * The generator's gradient with respect to d is −D(G(z)): it vanishes where the discriminator is sure that an image is
 * made, d ≪ 0, as at the start. `nonSaturatingLoss` does not.
 *
 * @throws RangeError if a logit is not one number an example
 * @see Goodfellow et al. 2014, equation 1 and theorem 1
 */
export const minimaxLoss: GanLoss = {
  discriminator(real, fake) {
    expectLogits("minimaxLoss", real, fake);
    return tf.tidy(() => real.neg().softplus<tf.Tensor1D>().add(fake.softplus()));
  },
  generator(fake) {
    expectShape("minimaxLoss", "fake", fake, [null]);
    return tf.tidy(() => fake.softplus<tf.Tensor1D>().neg());
  },
  output: (logits) => logits.sigmoid(),
};
