import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectNumber, expectShape } from "../checks";
import { images } from "../data/images";
import { expectImageSet, type ImageSet } from "../data/imageSet";

/** An attack on one batch. @param images [n, input] @param labels [n] int32 @returns [n, input], in [0, 1] */
export type BatchAttack = (images: tf.Tensor2D, labels: tf.Tensor1D, seed: number) => tf.Tensor2D;

export interface AttackedOptions {
  /** images at a time, at most; default 250 */
  batchSize?: number;
  /** every batch has a seed of its own that is made from it; default 0 */
  seed?: number;
  signal?: AbortSignal | undefined;
  /** called after every batch: how much is done, in [0, 1] */
  onProgress?: (fraction: number) => void;
}

/**
 * The set with its images attacked, batch by batch; labels stay. Other work gets a turn between two batches, and a
 * stop comes after the batch that is being attacked.
 *
 * ```ts
 * const examples = await attacked(digits.test, (images, labels, seed) =>
 *   pgd(classifier, images, labels, { epsilon: 0.3, seed }),
 * );
 * ```
 *
 * @returns a set with float pixels: 31 MB for 10,000 images of 784
 * @throws RangeError if an option is out of range, the set is empty, or the attack's images are of another shape
 * @throws Error      if the attack's images are not in [0, 1]
 * @throws the signal's reason if it is aborted
 */
export async function attacked(
  set: ImageSet,
  attack: BatchAttack,
  { batchSize = 250, seed = 0, signal, onProgress }: AttackedOptions = {},
): Promise<ImageSet> {
  expectNumber("attacked", "batchSize", batchSize, { integer: true, min: 1 });
  expectNumber("attacked", "seed", seed, { integer: true });
  expectImageSet("attacked", set);
  const length = set.height * set.width * set.channels;
  const pixels = new Float32Array(set.size * length);
  // Batches of one size, so that one step is compiled; the last one is filled up with the last image.
  const size = Math.ceil(set.size / Math.ceil(set.size / batchSize));
  for (let first = 0; first < set.size; first += size) {
    signal?.throwIfAborted();
    const count = Math.min(size, set.size - first);
    const indices = Array.from({ length: size }, (_, i) => Math.min(first + i, set.size - 1));
    const result = tf.tidy(() => {
      const labels = tf.tensor1d(
        indices.map((index) => set.labels[index]!),
        "int32",
      );
      return attack(images(set, indices), labels, deriveSeed(seed, "attacked", first));
    });
    try {
      expectShape("attacked", "the attack's result", result, [size, length]);
      const values = (await result.data<"float32">()).subarray(0, count * length);
      expectIntensities(values, length, first);
      pixels.set(values, first * length);
    } finally {
      result.dispose();
    }
    onProgress?.((first + count) / set.size);
    await tf.nextFrame();
  }
  return { ...set, name: `${set.name}, attacked`, pixels };
}

/** NaN among them comes from a label without a class, or a loss that overflows. */
function expectIntensities(values: Float32Array, length: number, first: number): void {
  const offender = values.findIndex((value) => !(value >= 0 && value <= 1));
  if (offender === -1) return;
  throw new Error(
    `attacked: the attack made a pixel ${values[offender]!} in image ${first + Math.floor(offender / length)}; ` +
      "pixels lie in [0, 1]. If it is NaN, look for a label that is no class, or a loss that is not finite.",
  );
}
