import { pgd } from "../../lib/attacks";
import type { ImageSet } from "../../lib/data";
import { accuracy, robustness, type Accuracy } from "../../lib/metrics";
import type { ImageClassifier } from "../../lib/models";

/** The share of images that are classified correctly, for `model.json`. */
export async function cleanAccuracy(
  classifier: ImageClassifier,
  set: ImageSet,
  signal: AbortSignal,
): Promise<object> {
  return summary(await accuracy(classifier, set, { signal }));
}

export interface PgdSettings {
  epsilon: number;
  steps: number;
  stepSize: number;
  restarts: number;
}

/** The same under PGD, with what it was attacked by. */
export async function pgdAccuracy(
  classifier: ImageClassifier,
  set: ImageSet,
  settings: PgdSettings,
  signal: AbortSignal,
): Promise<object> {
  const { epsilon, ...rest } = settings;
  const [report] = await robustness(
    classifier,
    set,
    (classifier, images, labels, options) =>
      pgd(classifier, images, labels, { ...options, ...rest }),
    { epsilons: [epsilon], signal },
  );
  return { ...settings, ...summary(report!) };
}

function summary({ accuracy, lower, upper, trials }: Accuracy): object {
  return { accuracy, lower, upper, images: trials };
}
