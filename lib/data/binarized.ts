import { alea } from "seedrandom";
import { deriveSeed, expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "./imageSet";
import { isUint8Array } from "./kindOfArray";

/**
 * Each pixel ~ Bernoulli(intensity), once: a set of black and white images, which is what a Bernoulli likelihood is
 * the logarithm of a probability for. With one seed they are the same on every engine, so that models can be compared
 * image by image. To draw anew in each training step, use `binarize` in the objective; it leaves these as they are.
 *
 * @param options.seed a whole number
 * @throws TypeError, RangeError if the seed is none, or the set is not as `imageSet` makes it
 * @see Salakhutdinov & Murray 2008; Burda et al. 2016, section 5
 */
export function binarized(set: ImageSet, { seed }: { seed: number }): ImageSet {
  expectNumber("binarized", "seed", seed, { integer: true });
  expectImageSet("binarized", set);
  const uniform = alea(String(deriveSeed(seed, "binarized")));
  const full = isUint8Array(set.pixels) ? 255 : 1;
  const pixels = new Uint8Array(set.pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    // alea gives numbers in [0, 1): a black pixel stays black and a white one white.
    if (uniform() * full < set.pixels[i]!) pixels[i] = 255;
  }
  return { ...set, name: `${set.name}, binarized (seed ${seed})`, pixels };
}
