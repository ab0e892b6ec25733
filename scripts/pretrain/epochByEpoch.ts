import { adam, type History, type Optimizer } from "../../lib/training";
import type { AnyTerms } from "../../lib/training/terms";

/**
 * Trains one epoch after another with Adam, whose learning rate stays for the first half of them and falls to nothing in
 * the second. What else changes from epoch to epoch is up to `train`.
 *
 * @param train   of an epoch: `fit` with `epochs`, which counts from the beginning, and with `resume`
 */
export async function epochByEpoch(
  { epochs, learningRate }: { epochs: number; learningRate: number },
  train: (epochs: number, optimizer: Optimizer) => Promise<History<AnyTerms>>,
): Promise<History<AnyTerms>> {
  const optimizer = adam();
  try {
    for (let epoch = 1; ; epoch++) {
      optimizer.learningRate = learningRate * Math.min(1, 2 * (1 - (epoch - 1) / epochs));
      const history = await train(epoch, optimizer);
      if (history.stopped || epoch === epochs) return history;
    }
  } finally {
    optimizer.dispose();
  }
}
