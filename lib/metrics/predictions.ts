import * as tf from "@tensorflow/tfjs";
import { deriveSeed, expectShape } from "../checks";
import { images } from "../data/images";
import type { ImageSet } from "../data/imageSet";
import type { ImageClassifier } from "../models/imageClassifier";

export interface PredictionsOptions {
  batchSize: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * The class with the largest logit for each image of a set; the first of equal ones.
 *
 * @returns [images]
 * @throws RangeError if the logits are not one row an image, or a label of the set is none of their classes
 * @throws Error      if a logit is not a number
 * @throws the signal's reason if it is aborted
 */
export async function predictions(
  where: string,
  classifier: ImageClassifier,
  set: ImageSet,
  { batchSize, seed, signal }: PredictionsOptions,
): Promise<Int32Array> {
  const predicted = new Int32Array(set.size);
  // Batches of one size, for a classifier that is captured; the last one is filled up, and the surplus left out.
  const size = Math.ceil(set.size / Math.ceil(set.size / batchSize));
  for (let first = 0; first < set.size; first += size) {
    signal?.throwIfAborted();
    const indices = Array.from({ length: size }, (_, i) => Math.min(first + i, set.size - 1));
    const logits = tf.tidy(() => {
      const own = deriveSeed(seed, where, first);
      const some = classifier.logits(images(set, indices), { seed: own });
      expectShape(where, "the logits", some, [size, null]);
      return some;
    });
    const values = await logits.data<"float32">();
    const classes = logits.shape[1];
    logits.dispose();
    for (let i = 0; i < Math.min(size, set.size - first); i++) {
      expectLabel(where, set, first + i, classes);
      predicted[first + i] = largest(
        where,
        values.subarray(i * classes, (i + 1) * classes),
        first + i,
      );
    }
    await tf.nextFrame();
  }
  return predicted;
}

function largest(where: string, logits: Float32Array, image: number): number {
  const problem = logits.find(Number.isNaN);
  if (problem !== undefined) {
    throw new Error(
      `${where}: a logit of image ${image} is NaN. Look at the classifier's weights.`,
    );
  }
  return logits.indexOf(Math.max(...logits));
}

function expectLabel(where: string, set: ImageSet, image: number, classes: number): void {
  const label = set.labels[image]!;
  if (label < classes) return;
  throw new RangeError(
    `${where}: image ${image} of ${set.name} has label ${label}, the classifier has classes 0 to ${classes - 1}. ` +
      "Take a classifier of these classes.",
  );
}
