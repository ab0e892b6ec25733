import * as tf from "@tensorflow/tfjs";
import { expectSeed, type Seed } from "../chance/seed";
import { expectNumber, expectShape } from "../checks";
import { crossEntropy } from "../losses/crossEntropy";
import type { ImageClassifier } from "../models/imageClassifier";
import type { Labels } from "../models/oneHotLabels";

/** Something that an attack keeps low besides, such as a detector's score: [n], one value an image. */
export type Penalty = (images: tf.Tensor2D, options: { seed: Seed }) => tf.Tensor1D;

export interface ClassifierAttackOptions {
  /** how far an attack may go, at least 0; 0 leaves everything as it is */
  epsilon: number;
  /** whether the labels are what the classifier shall say, instead of what it shall not; default false */
  targeted?: boolean;
  /**
   * subtracted from the loss: to evade a detector as well, weigh its score against the cross-entropy, in nats; default none.
   * Made of tensors alone, and differentiable
   */
  penalty?: Penalty;
  /**
   * seeds a step over which the gradient is averaged, for a classifier or a penalty with chance (expectation over
   * transformation); default 1
   */
  draws?: number;
  /** of the classifier's chance and of the attack's own, a whole number or a key; default 0 */
  seed?: Seed;
}

/**
 * The loss that attacks on a classifier raise, in nats: cross-entropy of the labels, its negative if they are targets,
 * less the penalty. And whether the classifier is fooled, 1 or 0.
 */
export type ClassifierTerms = {
  loss: tf.Tensor1D;
  fooled: tf.Tensor1D;
};

/** @param labels [n] int32 */
export function classifierTerms(
  classifier: ImageClassifier,
  labels: tf.Tensor1D,
  { targeted = false, penalty }: Pick<ClassifierAttackOptions, "targeted" | "penalty">,
): (images: tf.Tensor2D, seed: Seed) => ClassifierTerms {
  return (images, seed) =>
    tf.tidy(() => {
      const logits = classifier.logits(images, { seed });
      const said = crossEntropy(logits, labels);
      const gain = targeted ? said.neg<tf.Tensor1D>() : said;
      const answers = logits.argMax<tf.Tensor1D>(1);
      const isFooled = targeted ? tf.equal(answers, labels) : tf.notEqual(answers, labels);
      return {
        loss: penalty ? gain.sub(penaltyOf(penalty, images, seed)) : gain,
        fooled: isFooled.cast<tf.Tensor1D>("float32"),
      };
    });
}

/** Refuses what no attack on a classifier can take. @param where the attack, for the message */
export function expectAttack(
  where: string,
  images: tf.Tensor2D,
  labels: Labels,
  { epsilon, draws = 1, seed = 0 }: ClassifierAttackOptions,
): void {
  expectShape(where, "images", images, [null, null]);
  expectNumber(where, "epsilon", epsilon, { min: 0 });
  expectNumber(where, "draws", draws, { integer: true, min: 1 });
  expectSeed(where, seed);
  if (!(labels instanceof tf.Tensor)) {
    for (const [i, label] of Array.from(labels).entries()) {
      expectNumber(where, `the label of image ${i}`, label, { integer: true, min: 0 });
    }
  }
}

/** The labels as [n] int32. */
export function labelTensor(labels: Labels): tf.Tensor1D {
  return labels instanceof tf.Tensor ? labels : tf.tensor1d(Array.from(labels), "int32");
}

function penaltyOf(penalty: Penalty, images: tf.Tensor2D, seed: Seed): tf.Tensor1D {
  const values = penalty(images, { seed });
  expectShape("penalty", "the result", values, [images.shape[0]]);
  return values;
}
