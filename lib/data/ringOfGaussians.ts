import * as tf from "@tensorflow/tfjs";
import { standardNormal, subseed, uniform, type Seed } from "../chance";
import { expectSeed } from "../chance/seed";
import { expectNumber } from "../checks";

/** Gaussians whose centres stand evenly on a circle around 0, the first one at (radius, 0). */
export interface Ring {
  /** how many Gaussians; default 8 */
  modes?: number;
  /** of the circle; default 2 */
  radius?: number;
  /** σ of each Gaussian, in both directions; default 0.02 */
  standardDeviation?: number;
}

export interface RingOfGaussiansOptions extends Ring {
  /** a whole number or a key */
  seed: Seed;
}

/**
 * Draws from (1 / K) Σₖ N(cₖ, σ² I), cₖ = r (cos 2πk/K, sin 2πk/K): a toy on which a generator that leaves modes out is
 * seen at once, and counted by `modesCovered`. Made of tensors alone, so that a captured step can draw its own.
 *
 * @param count n
 * @returns     [n, 2]; the caller disposes it
 * @throws RangeError if an option is out of range
 * @see Metz, Poole, Pfau & Sohl-Dickstein 2017, section 3.1
 */
export function ringOfGaussians(
  count: number,
  { seed, ...options }: RingOfGaussiansOptions,
): tf.Tensor2D {
  expectNumber("ringOfGaussians", "count", count, { integer: true, min: 1 });
  expectSeed("ringOfGaussians", seed);
  const { modes, radius, standardDeviation } = ringOf("ringOfGaussians", options);
  return tf.tidy(() => {
    const own = subseed(seed, "ringOfGaussians");
    // Should u · K round up to K, it is the first mode again.
    const mode = uniform<tf.Rank.R1>([count], { seed: own }).mul(modes).floor();
    const angle = mode.mul((2 * Math.PI) / modes);
    const centre = tf.stack([angle.cos(), angle.sin()], 1).mul<tf.Tensor2D>(radius);
    const noise = standardNormal<tf.Rank.R2>([count, 2], { seed: own });
    return centre.add<tf.Tensor2D>(noise.mul(standardDeviation));
  });
}

/** The ring's numbers, checked. @param where the function that was called, for the message */
export function ringOf(
  where: string,
  { modes = 8, radius = 2, standardDeviation = 0.02 }: Ring,
): Required<Ring> {
  expectNumber(where, "modes", modes, { integer: true, min: 1 });
  expectNumber(where, "radius", radius, { min: 0 });
  expectNumber(where, "standardDeviation", standardDeviation, { min: Number.MIN_VALUE });
  return { modes, radius, standardDeviation };
}
