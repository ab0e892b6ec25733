import type * as tf from "@tensorflow/tfjs";
import { attacked } from "../attacks/attacked";
import { expectNumber } from "../checks";
import { expectImageSet, type ImageSet } from "../data/imageSet";
import type { ImageClassifier } from "../models/imageClassifier";
import { accuracyOf, type Accuracy } from "./accuracy";
import { predictions } from "./predictions";

/**
 * Images like these that the classifier shall get wrong. `fgsm` and `pgd` are attacks.
 *
 * @param images [n, input], intensities in [0, 1]
 * @param labels [n], int32
 * @returns      [n, input], in [0, 1], changed by at most ε in the attack's own norm
 */
export type Attack = (
  classifier: ImageClassifier,
  images: tf.Tensor2D,
  labels: tf.Tensor1D,
  options: { epsilon: number; seed: number },
) => tf.Tensor2D;

export interface RobustnessOptions {
  /** each at least 0, in the units of the attack's norm; 0 is no attack */
  epsilons: readonly number[];
  /** images at a time; default 250 */
  batchSize?: number;
  /** of what is random in the attack and in the classifier; default 0 */
  seed?: number;
  signal?: AbortSignal | undefined;
  /** how much is done, in [0, 1], after every batch that was attacked */
  onProgress?: (fraction: number) => void;
}

/** Of one ε. An image counts as correct if it is classified correctly without the attack and with it. */
export interface Robustness extends Accuracy {
  readonly epsilon: number;
}

/**
 * The accuracy under attack: for each ε the share of images that are classified correctly as they are, and also after
 * the attack. ε = 0 is the clean accuracy; the attack is not called for it.
 *
 * It says what this attack achieves: an upper bound on the accuracy under the worst change of size ε, for these images.
 * A stronger attack may find more. A number that rises with ε is a fault of the attack, and is reported as it is.
 *
 * The same seeds serve every ε. An attack does not know the noise with which a random classifier then classifies its images.
 *
 * @returns in the order of `epsilons`
 * @throws RangeError if an option is out of range, the set is empty or does not fit, or the attack changes the shape
 * @throws Error      if a logit is not a number, or an attack's pixels leave [0, 1]
 * @throws the signal's reason if it is aborted
 * @see Carlini et al. 2019, "On evaluating adversarial robustness"
 *
 * @example const reports = await robustness(classifier, take(digits.test, 1000), fgsm, { epsilons: [0, 0.1, 0.2, 0.3] });
 */
export async function robustness(
  classifier: ImageClassifier,
  set: ImageSet,
  attack: Attack,
  { epsilons, batchSize = 250, seed = 0, signal, onProgress }: RobustnessOptions,
): Promise<Robustness[]> {
  expectNumber("robustness", "batchSize", batchSize, { integer: true, min: 1 });
  expectNumber("robustness", "seed", seed, { integer: true });
  if (epsilons.length === 0) {
    throw new RangeError("robustness: epsilons are empty. Give at least one, such as [0, 0.3].");
  }
  for (const epsilon of epsilons)
    expectNumber("robustness", "each of epsilons", epsilon, { min: 0 });
  expectImageSet("robustness", set);

  const options = { batchSize, seed, signal };
  const clean = await predictions("robustness", classifier, set, options);
  const attacks = epsilons.filter((epsilon) => epsilon > 0).length;
  const reports: Robustness[] = [];
  let done = 0;
  for (const epsilon of epsilons) {
    let predicted = clean;
    if (epsilon > 0) {
      const examples = await attacked(
        set,
        (images, labels, own) => attack(classifier, images, labels, { epsilon, seed: own }),
        { ...options, onProgress: (fraction) => onProgress?.((done + fraction) / attacks) },
      );
      predicted = await predictions("robustness", classifier, examples, options);
      done++;
    }
    const right = (of: Int32Array, i: number): boolean => of[i] === set.labels[i];
    const correct = predicted.filter((_, i) => right(clean, i) && right(predicted, i)).length;
    reports.push({ epsilon, ...accuracyOf(correct, predicted) });
  }
  return reports;
}
