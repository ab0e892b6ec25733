import type { ImageSet } from "./imageSet";
import { expectIndices, imageLength } from "./indices";
import { isUint8Array } from "./kindOfArray";

/**
 * The images at the given indices, in their order, copied. An index may repeat.
 *
 * @throws RangeError if there is no index, or one outside the set
 */
export function subset(set: ImageSet, indices: ArrayLike<number>): ImageSet {
  expectIndices("subset", set, indices);
  const size = indices.length;
  const length = imageLength(set);
  const values = size * length;
  const pixels = isUint8Array(set.pixels) ? new Uint8Array(values) : new Float32Array(values);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const index = indices[i]!;
    pixels.set(set.pixels.subarray(index * length, (index + 1) * length), i * length);
    labels[i] = set.labels[index]!;
  }
  return {
    ...set,
    name: `${set.name}, ${size.toLocaleString("en-US")} chosen`,
    size,
    pixels,
    labels,
  };
}
