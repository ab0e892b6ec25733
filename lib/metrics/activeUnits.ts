import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import { images } from "../data/images";
import type { EncoderDecoder } from "../models/vaeModel";

export interface ActiveUnitsOptions {
  /** what a variance must exceed; default 0.01 */
  threshold?: number;
  /** images at a time; default 1000 */
  batchSize?: number;
  signal?: AbortSignal | undefined;
}

export interface ActiveUnits {
  /** how many dimensions are active */
  count: number;
  /** [latent], Var_x[μⱼ(x)] over the set, divided by n */
  variances: Float64Array;
}

/**
 * A dimension j of z is active if Var_x[μⱼ(x)] > 0.01, with μ(x) the mean of q(z|x): it says something about x.
 *
 * @throws RangeError if an option is out of range, or the images do not fit the model
 * @throws the signal's reason if it is aborted
 * @see Burda, Grosse & Salakhutdinov 2016, section 5.2
 */
export async function activeUnits(
  vae: EncoderDecoder,
  set: ImageSet,
  { threshold = 0.01, batchSize = 1000, signal }: ActiveUnitsOptions = {},
): Promise<ActiveUnits> {
  expectNumber("activeUnits", "threshold", threshold, { min: 0 });
  expectNumber("activeUnits", "batchSize", batchSize, { integer: true, min: 1 });
  expectImageSet("activeUnits", set);
  let means = new Float64Array(0);
  let squares = new Float64Array(0); // Σ (μ − mean)², by Welford, exact also for means far from 0
  let seen = 0;
  for (let first = 0; first < set.size; first += batchSize) {
    signal?.throwIfAborted();
    const length = Math.min(batchSize, set.size - first);
    const mean = tf.tidy(() => {
      const batch = images(
        set,
        Array.from({ length }, (_, i) => first + i),
      );
      return vae.encode(batch).mean;
    });
    const values = await mean.data<"float32">();
    mean.dispose();
    const latent = mean.shape[1];
    if (seen === 0) [means, squares] = [new Float64Array(latent), new Float64Array(latent)];
    for (let row = 0; row < length; row++) {
      seen++;
      for (let j = 0; j < latent; j++) {
        const value = values[row * latent + j]!;
        const before = value - means[j]!;
        means[j]! += before / seen;
        squares[j]! += before * (value - means[j]!);
      }
    }
    await tf.nextFrame();
  }
  const variances = squares.map((sum) => sum / seen);
  return { count: variances.filter((variance) => variance > threshold).length, variances };
}
