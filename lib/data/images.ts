import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "./imageSet";
import { expectIndices, imageLength } from "./indices";
import { isUint8Array } from "./kindOfArray";

/**
 * The images of a set, or those at the given indices, as one tensor. The caller disposes it.
 *
 * @returns [n, height × width × channels], intensities in [0, 1]; bytes are divided by 255
 * @throws RangeError if there is no index, or one outside the set
 */
export function images(set: ImageSet, indices?: ArrayLike<number>): tf.Tensor2D {
  if (indices !== undefined) expectIndices("images", set, indices);
  const n = indices?.length ?? set.size;
  const length = imageLength(set);
  const scale = isUint8Array(set.pixels) ? 255 : 1;
  const values = new Float32Array(n * length);
  for (let i = 0; i < n; i++) {
    const from = (indices?.[i] ?? i) * length;
    const to = i * length;
    for (let k = 0; k < length; k++) values[to + k] = set.pixels[from + k]! / scale;
  }
  return tf.tensor2d(values, [n, length]);
}
