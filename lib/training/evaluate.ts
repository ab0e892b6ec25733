import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";
import { images, type ImageSet } from "../data";
import { elbo } from "../losses/elbo";
import type { Vae } from "../models/vae";
import { readableMeans, readMeans } from "./batchMeans";
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
 * @throws RangeError if an option is out of range or the images do not fit the model
 * @throws the signal's reason if it is aborted
 */
export async function evaluate(
  vae: Vae,
  set: ImageSet,
  { batchSize = 1000, beta = 1, seed = 0, objective = elbo, signal }: EvaluateOptions = {},
): Promise<Terms> {
  expectNumber("evaluate", "batchSize", batchSize, { integer: true, min: 1 });
  const groups: { terms: Terms; examples: number }[] = [];
  for (let start = 0; start < set.size; start += batchSize) {
    signal?.throwIfAborted();
    const examples = Math.min(batchSize, set.size - start);
    const indices = Int32Array.from({ length: examples }, (_, i) => start + i);
    const means = tf.tidy(() =>
      readableMeans(
        objective(vae, images(set, indices), { beta, seed: deriveSeed(seed, "evaluate", start) }),
      ),
    );
    groups.push({ terms: readMeans(means), examples });
    means.dispose();
    await tf.nextFrame();
  }
  return meanTerms(groups);
}
