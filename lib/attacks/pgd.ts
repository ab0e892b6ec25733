import * as tf from "@tensorflow/tfjs";
import { subseed, type Seed } from "../chance";
import { expectNumber } from "../checks";
import type { ImageClassifier } from "../models/imageClassifier";
import type { Labels } from "../models/oneHotLabels";
import { ascent, attackSeed, WORTH_COMPILING } from "./ascent";
import type { Norm } from "./ball";
import {
  classifierTerms,
  expectAttack,
  labelTensor,
  type ClassifierAttackOptions,
  type ClassifierTerms,
} from "./classifierTerms";
import { expectNorm, stepSizeFor } from "./stepSize";

export interface PgdOptions extends ClassifierAttackOptions {
  /** of the change; default "linf" */
  norm?: Norm;
  /** default 40 */
  steps?: number;
  /**
   * in units of the norm; default 4/3 ε / steps for ℓ∞, which is the paper's 0.01 for 40 steps and ε = 0.3 on MNIST,
   * and 5/2 ε / steps for ℓ2
   */
  stepSize?: number;
  /** runs from starts of their own, of which each image keeps the best; default 1 */
  restarts?: number;
  /** whether to start anywhere in the ball, and not at x; default true */
  randomStart?: boolean;
  /** whether native TensorFlow compiles the step, see `capture`; default: if there are at least 20 steps in all */
  compile?: boolean;
}

/**
 * Projected gradient descent: x' ← P(x' + α v), v = sign(g) for ℓ∞ and g / ‖g‖ for ℓ2 with g = ∇(−log p(y|x')), P the
 * projection onto ‖x' − x‖ ≤ ε and [0, 1].
 *
 * A run gives its last point, as in the paper: not the best of all on the way, which with chance in the classifier would be
 * a lucky draw. Of several runs each image keeps one that fools the classifier, else the one with the largest loss; all
 * are judged on the same noise, with more draws by how often they fool it.
 *
 * A function of tensors and the seed alone: it may be called in a captured training step, outside of the gradient.
 *
 * @param images [n, input], x, intensities in [0, 1]
 * @param labels [n], y; numbers, or an int32 tensor
 * @returns      [n, input], in [0, 1] and within ε of x, also after rounding, or NaN where the gradient is; the caller
 *               disposes it
 * @throws TypeError, RangeError if images, labels or an option do not fit
 * @throws Error if it shall be compiled and cannot, see `capture`
 * @see Madry, Makelov, Schmidt, Tsipras & Vladu 2018, section 2.1; Athalye, Engstrom, Ilyas & Kwok 2018 for `draws`
 */
export function pgd(
  classifier: ImageClassifier,
  images: tf.Tensor2D,
  labels: Labels,
  options: PgdOptions,
): tf.Tensor2D {
  expectAttack("pgd", images, labels, options);
  const { epsilon, draws = 1, seed = 0, norm = "linf", steps = 40, restarts = 1 } = options;
  const { randomStart = true, compile = steps * restarts >= WORTH_COMPILING } = options;
  expectNorm("pgd", norm);
  expectNumber("pgd", "restarts", restarts, { integer: true, min: 1 });
  const stepSize = stepSizeFor("pgd", { epsilon, norm, steps, stepSize: options.stepSize });
  return tf.tidy(() => {
    const terms = classifierTerms(classifier, labelTensor(labels), options);
    const climb = ascent("pgd", (x, own) => terms(x, own).loss, images, {
      ...{ epsilon, norm, steps, stepSize, randomStart, draws, compile },
      box: true,
    });
    const own = attackSeed("pgd", seed);
    try {
      let best: Judged | undefined;
      for (let restart = 1; restart <= restarts; restart++) {
        const x = climb.run(subseed(own, `restart ${restart}`));
        if (restarts === 1) return x;
        const now = judge(terms, x, draws, own);
        if (!best) {
          best = now;
          continue;
        }
        const two: [Judged, Judged] = [best, now];
        best = tf.tidy(() => betterOf(...two));
        tf.dispose(two);
      }
      return best!.x;
    } finally {
      climb.dispose();
    }
  });
}

/** A run's points [n, input], and the means over the draws of what they bring, [n]. */
type Judged = ClassifierTerms & { x: tf.Tensor2D };

function judge(
  terms: (images: tf.Tensor2D, seed: Seed) => ClassifierTerms,
  x: tf.Tensor2D,
  draws: number,
  seed: Seed,
): Judged {
  return tf.tidy(() => {
    const all = Array.from({ length: draws }, (_, i) => terms(x, subseed(seed, `judge ${i}`)));
    const mean = (values: tf.Tensor1D[]): tf.Tensor1D => tf.addN(values).div<tf.Tensor1D>(draws);
    return {
      x,
      loss: mean(all.map(({ loss }) => loss)),
      fooled: mean(all.map(({ fooled }) => fooled)),
    };
  });
}

/** Image by image; the first one if they are equal. */
function betterOf(one: Judged, two: Judged): Judged {
  const fools = two.fooled.greater(one.fooled);
  const isBetter = fools.logicalOr(
    two.fooled.equal(one.fooled).logicalAnd(two.loss.greater(one.loss)),
  );
  return {
    x: tf.where(isBetter.reshape([-1, 1]), two.x, one.x),
    loss: tf.where(isBetter, two.loss, one.loss),
    fooled: tf.where(isBetter, two.fooled, one.fooled),
  };
}
