import { classification } from "../../lib/losses";
import { Classifier } from "../../lib/models";
import { fit } from "../../lib/training";
import { epochByEpoch } from "./epochByEpoch";
import { cleanAccuracy, pgdAccuracy } from "./accuracies";
import type { Recipe } from "./recipe";

const settings = { epochs: 10, batchSize: 100, learningRate: 1e-3, seed: 1 };

/** A classifier of digits as they are. */
export const classifier: Recipe<Classifier, typeof settings> = {
  about: "digits, by cross-entropy",
  settings,
  build: ({ seed }) => new Classifier({ seed }),
  train: (model, { train }, options, settings) =>
    epochByEpoch(settings, (epochs, optimizer) =>
      fit(model, train, { ...options, epochs, objective: classification, optimizer }),
    ),
  async measure(model, { test }, signal) {
    const attack = { epsilon: 0.3, steps: 40, stepSize: 0.01, restarts: 1 };
    return {
      clean: await cleanAccuracy(model, test, signal),
      pgd40: await pgdAccuracy(model, test, attack, signal),
    };
  },
};
