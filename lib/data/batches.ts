import type * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber } from "../checks";
import type { ImageSet } from "./imageSet";
import { images } from "./images";
import { shuffled } from "./shuffled";

export interface BatchesOptions {
  /** images a batch; the last batch of an epoch holds what is left */
  batchSize: number;
  /** a whole number; the order depends on it and on `epoch`, and on nothing else */
  seed: number;
  /** a whole number from 0; each epoch has an order of its own */
  epoch: number;
}

export interface Batch {
  /** [n], where these images are in the set */
  readonly indices: Int32Array;
  /** [n, height × width × channels], intensities in [0, 1]; the caller disposes it */
  readonly images: tf.Tensor2D;
  /** [n] */
  readonly labels: Uint8Array;
}

/**
 * One epoch as indices: [n] of each batch, every image of the set exactly once, in an order that is a function of
 * (seed, epoch).
 *
 * @throws TypeError, RangeError if an option is not such a number
 */
export function batchIndices(
  set: ImageSet,
  { batchSize, seed, epoch }: BatchesOptions,
): Int32Array[] {
  const remedy = "Choose how many images a step sees, for example 100.";
  expectNumber("batches", "batchSize", batchSize, { integer: true, min: 1, remedy });
  expectNumber("batches", "seed", seed, { integer: true });
  expectNumber("batches", "epoch", epoch, { integer: true, min: 0 });
  const order = shuffled(set.size, deriveSeed(seed, "batches", epoch));
  return Array.from({ length: Math.ceil(set.size / batchSize) }, (_, i) =>
    order.slice(i * batchSize, (i + 1) * batchSize),
  );
}

/**
 * One epoch: every image of the set exactly once, in an order that is a function of (seed, epoch).
 *
 * ```ts
 * for (const batch of batches(digits.train, { batchSize: 100, seed: 0, epoch: 1 })) {
 *   …
 *   batch.images.dispose();
 * }
 * ```
 *
 * @throws TypeError, RangeError if an option is not such a number; at the call, not at the first batch
 */
export function batches(set: ImageSet, options: BatchesOptions): Iterable<Batch> {
  const epoch = batchIndices(set, options);
  return {
    *[Symbol.iterator]() {
      for (const indices of epoch) {
        const labels = Uint8Array.from(indices, (index) => set.labels[index]!);
        yield { indices, images: images(set, indices), labels };
      }
    },
  };
}
