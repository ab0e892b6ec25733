import { expectNumber } from "../checks";
import type { ImageSet } from "./imageSet";
import { imageLength } from "./indices";

/**
 * The first n images of a set. They share memory with it.
 *
 * @throws RangeError if n is not a whole number from 1 to the size of the set
 */
export function take(set: ImageSet, n: number): ImageSet {
  const remedy = `${set.name} has ${set.size.toLocaleString("en-US")} images.`;
  expectNumber("take", "n", n, { integer: true, min: 1, max: set.size, remedy });
  return {
    ...set,
    name: `${set.name}, first ${n.toLocaleString("en-US")}`,
    size: n,
    pixels: set.pixels.subarray(0, n * imageLength(set)),
    labels: set.labels.subarray(0, n),
  };
}
