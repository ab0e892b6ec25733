import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import type { Critic } from "./ganLoss";
import { inputGradient } from "./inputGradient";

/**
 * ½ ‖∇ d(x)‖², per example: what a discriminator pays for a slope at real images. Where the generator has reached them
 * there is nothing to tell apart, and d should be flat: without the penalty the two networks circle around that point,
 * with it they come to rest there. Added to a GAN's loss with a weight γ: 0.2 for MNIST in [0, 1], more where the
 * networks go on circling.
 *
 * The discriminator must treat each example by itself: no batch normalisation. Its gradient is differentiated once
 * more, which TensorFlow.js does for relu and softplus; tanh, sigmoid and elu are refused, and `tf.leakyRelu` cannot.
 *
 * @param real [n, input], x
 * @returns    [n]
 * @throws RangeError if x is not [n, input] or the critic does not give one number an example
 * @throws Error      if a layer of the critic has no second derivative that is right
 * @see Mescheder, Geiger & Nowozin 2018, equation 9
 */
export function r1Penalty(critic: Critic, real: tf.Tensor2D): tf.Tensor1D {
  expectShape("r1Penalty", "real", real, [null, null]);
  return tf.tidy(() =>
    inputGradient("r1Penalty", critic, real).square().sum<tf.Tensor1D>(1).mul(0.5),
  );
}
