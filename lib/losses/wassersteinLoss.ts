import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import { expectLogits, type GanLoss } from "./ganLoss";

/**
 * The Wasserstein GAN's loss:
 *
 *   critic:    d(G(z)) − d(x)
 *   generator: −d(G(z))
 *
 * If d is 1-Lipschitz, the critic's loss with its sign changed is on average at most the distance W₁ between real and
 * made images, in the units of an image's Euclidean norm, and the best critic attains it. So it needs to be held to
 * that: by `gradientPenalty`, which W₁ is measured under, or roughly by `clipWeights`.
 *
 * The gradients with respect to d are ±1, whatever d is: the generator's does not vanish.
 *
 * @throws RangeError if a logit is not one number an example
 * @see Arjovsky, Chintala & Bottou 2017, equations 2 and 3
 */
export const wassersteinLoss: GanLoss = {
  discriminator(real, fake) {
    expectLogits("wassersteinLoss", real, fake);
    return tf.sub(fake, real);
  },
  generator(fake) {
    expectShape("wassersteinLoss", "fake", fake, [null]);
    return tf.neg(fake);
  },
  output: (logits) => logits.clone(),
};
