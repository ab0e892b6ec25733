import * as tf from "@tensorflow/tfjs";
import { alea } from "seedrandom";

/** A kernel of this name draws where the engine can: { key: [2] int32 }, { shape } → float32. */
export const KEYED_BITS = "KeyedBits";

/** Whole numbers in [0, 2²³), each equally likely, as float32: a function of the key. */
export function keyedBits<R extends tf.Rank>(
  key: tf.Tensor1D,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  if (tf.getKernel(KEYED_BITS, tf.getBackend()) !== undefined) {
    return tf.engine().runKernel(KEYED_BITS, { key }, { shape });
  }
  const [first, second] = key.dataSync();
  const random = alea(`${first}/${second}`);
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = random.int32() & (2 ** 23 - 1);
  return tf.tensor(values, shape);
}
