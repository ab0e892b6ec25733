import { expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { ImageClassifier } from "../models/imageClassifier";
import { predictions } from "./predictions";
import { wilsonInterval, type Interval } from "./wilsonInterval";

export interface AccuracyOptions {
  /** images at a time; default 1000 */
  batchSize?: number;
  /** of what is random in the classifier; default 0 */
  seed?: number;
  signal?: AbortSignal | undefined;
}

/** How many are right, and the 95 % score interval of the probability that one is. */
export interface Accuracy extends Interval {
  readonly correct: number;
  readonly trials: number;
  /** correct / trials */
  readonly accuracy: number;
  /** [trials], the class that each image was given */
  readonly predictions: Int32Array;
}

/**
 * The share of images whose largest logit is that of their label, with its Wilson interval: how far it may be off
 * for other images of this kind.
 *
 * @throws RangeError if an option is out of range, the set is empty or does not fit the classifier
 * @throws Error      if a logit is not a number
 * @throws the signal's reason if it is aborted
 */
export async function accuracy(
  classifier: ImageClassifier,
  set: ImageSet,
  { batchSize = 1000, seed = 0, signal }: AccuracyOptions = {},
): Promise<Accuracy> {
  expectNumber("accuracy", "batchSize", batchSize, { integer: true, min: 1 });
  expectNumber("accuracy", "seed", seed, { integer: true });
  expectImageSet("accuracy", set);
  const predicted = await predictions("accuracy", classifier, set, { batchSize, seed, signal });
  const correct = predicted.filter((label, i) => label === set.labels[i]).length;
  return accuracyOf(correct, predicted);
}

/** The report of so many right ones. */
export function accuracyOf(correct: number, predictions: Int32Array): Accuracy {
  const trials = predictions.length;
  const interval = wilsonInterval(correct, trials);
  return { correct, trials, accuracy: correct / trials, ...interval, predictions };
}
