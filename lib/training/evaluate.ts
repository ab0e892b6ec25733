import * as tf from "@tensorflow/tfjs";
import { seedKey } from "../chance";
import { deriveSeed, expectNumber } from "../checks";
import { images } from "../data/images";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import { elbo } from "../losses/elbo";
import type { VaeModel } from "../models/vaeModel";
import { batchMeans, termsOf } from "./batchMeans";
import type { Objective } from "./objective";
import { meanTerms, type Terms } from "./terms";

export interface EvaluateOptions {
  /** default 1000 */
  batchSize?: number;
  /** default 1 */
  beta?: number;
  /** of the noise in z; default 0 */
  seed?: number;
  /** default `elbo` */
  objective?: Objective;
  signal?: AbortSignal | undefined;
}

/**
 * The loss terms averaged over every image of the set, one draw of z an image.
 *
 * @throws RangeError if an option is out of range, the set is empty or the images do not fit the model
 * @throws Error      if a loss is not finite
 * @throws the signal's reason if it is aborted
 */
export async function evaluate(
  vae: VaeModel,
  set: ImageSet,
  { batchSize = 1000, beta = 1, seed = 0, objective = elbo, signal }: EvaluateOptions = {},
): Promise<Terms> {
  expectNumber("evaluate", "batchSize", batchSize, { integer: true, min: 1 });
  expectImageSet("evaluate", set);
  const groups: { terms: Terms; examples: number }[] = [];
  for (let start = 0; start < set.size; start += batchSize) {
    signal?.throwIfAborted();
    const examples = Math.min(batchSize, set.size - start);
    const indices = Int32Array.from({ length: examples }, (_, i) => start + i);
    const means = tf.tidy(() =>
      batchMeans(
        objective(vae, images(set, indices), {
          beta: tf.scalar(beta),
          seed: seedKey(deriveSeed(seed, "evaluate"), start),
        }),
      ),
    );
    const terms = termsOf(await means.data<"float32">());
    means.dispose();
    if (!Number.isFinite(terms.loss)) {
      throw new Error(
        `evaluate: the loss of images ${start} to ${start + examples - 1} of ${set.name} is ${terms.loss}. ` +
          `The model or the objective overflows: look at the weights, or lower the learning rate.`,
      );
    }
    groups.push({ terms, examples });
    await tf.nextFrame();
  }
  return meanTerms(groups);
}
