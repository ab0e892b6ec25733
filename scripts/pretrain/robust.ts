import { pgd } from "../../lib/attacks";
import { take } from "../../lib/data";
import { classification } from "../../lib/losses";
import { Classifier } from "../../lib/models";
import { fit } from "../../lib/training";
import { epochByEpoch } from "./epochByEpoch";
import { cleanAccuracy, pgdAccuracy } from "./accuracies";
import type { Recipe } from "./recipe";

const epsilon = 0.3;
const settings = {
  ...{ epochs: 12, batchSize: 100, learningRate: 1e-3, seed: 1 },
  /** the attack of each training step */
  attack: { epsilon, steps: 5, stepSize: epsilon / 3 },
  /** epochs over which ε grows to that */
  growth: 4,
};

/** A classifier that learns from attacked digits (Madry et al. 2018). */
export const robust: Recipe<Classifier, typeof settings> = {
  about: "digits that PGD attacks with ε = 0.3 (ℓ∞), by cross-entropy",
  settings,
  build: ({ seed }) => new Classifier({ seed }),
  train: (model, { train }, options, { attack, growth, ...settings }) =>
    epochByEpoch(settings, (epochs, optimizer) => {
      // A network that meets the full attack from the start learns to say the same of every image, and stays there.
      const share = Math.min(1, epochs / growth);
      const [epsilon, stepSize] = [share * attack.epsilon, share * attack.stepSize];
      return fit(model, train, {
        ...{ ...options, epochs, objective: classification, optimizer },
        augment: (classifier, images, { labels, seed }) =>
          pgd(classifier, images, labels, { epsilon, stepSize, steps: attack.steps, seed }),
      });
    }),
  async measure(model, { test }, signal) {
    const pgd40 = { epsilon, steps: 40, stepSize: 0.01, restarts: 1 };
    const pgd100 = { epsilon, steps: 100, stepSize: 0.01, restarts: 5 };
    return {
      clean: await cleanAccuracy(model, test, signal),
      pgd40: await pgdAccuracy(model, test, pgd40, signal),
      pgd100: await pgdAccuracy(model, take(test, 1000), pgd100, signal),
    };
  },
};
