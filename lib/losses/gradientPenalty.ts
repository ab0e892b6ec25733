import * as tf from "@tensorflow/tfjs";
import { subseed, uniform, type Seed } from "../chance";
import { expectSeed } from "../chance/seed";
import { expectShape } from "../checks";
import type { Critic } from "./ganLoss";
import { inputGradient } from "./inputGradient";

/** Added to the squared norm, so that the root has a gradient where the norm is 0. */
const SMALLEST = 1e-12;

/**
 * (‖∇ d(x̂)‖₂ − 1)², x̂ = t x + (1 − t) G(z), t ~ U(0, 1), per example: what a critic pays for a slope other than 1
 * between real and made images, which the best critic has there. Added to `wassersteinLoss` with the weight 10.
 *
 * The critic must treat each example by itself: no batch normalisation. Its gradient is differentiated once more,
 * which TensorFlow.js does for relu and softplus; tanh, sigmoid and elu are refused, and `tf.leakyRelu` cannot.
 *
 * @param real [n, input], x
 * @param fake [n, input], G(z)
 * @param options.seed of t, a whole number or a key
 * @returns    [n]
 * @throws RangeError if the shapes differ or the critic does not give one number an example
 * @throws Error      if a layer of the critic has no second derivative that is right
 * @see Gulrajani et al. 2017, equation 3 and algorithm 1
 */
export function gradientPenalty(
  critic: Critic,
  real: tf.Tensor2D,
  fake: tf.Tensor2D,
  { seed }: { seed: Seed },
): tf.Tensor1D {
  expectShape("gradientPenalty", "real", real, [null, null]);
  expectShape("gradientPenalty", "fake", fake, real.shape);
  expectSeed("gradientPenalty", seed);
  return tf.tidy(() => {
    const t = uniform<tf.Rank.R2>([real.shape[0], 1], { seed: subseed(seed, "gradientPenalty") });
    const between = fake.add<tf.Tensor2D>(t.mul(real.sub(fake)));
    const gradient = inputGradient("gradientPenalty", critic, between);
    const norm = gradient.square().sum<tf.Tensor1D>(1).add(SMALLEST).sqrt();
    return norm.sub<tf.Tensor1D>(1).square();
  });
}
