import * as tf from "@tensorflow/tfjs";
import { expectSeed, subseed, type Seed } from "./seed";
import { uniform } from "./uniform";

/**
 * Each pixel ~ Bernoulli(intensity): 1 with the probability that is its intensity, else 0. Drawn anew for each
 * step this is "dynamically binarized MNIST".
 *
 * @param images       intensities in [0, 1], any shape
 * @param options.seed a whole number or a key
 * @see Salakhutdinov & Murray 2008; Burda et al. 2016, section 5
 */
export function binarize<R extends tf.Rank>(
  images: tf.Tensor<R>,
  { seed }: { seed: Seed },
): tf.Tensor<R> {
  expectSeed("binarize", seed);
  return tf.tidy(() =>
    uniform<R>(images.shape, { seed: subseed(seed, "binarize") })
      .less(images)
      .cast("float32"),
  );
}
