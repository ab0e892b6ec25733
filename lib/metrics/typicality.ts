import { alea } from "seedrandom";
import { deriveSeed, expectNumber } from "../checks";
import { meanAndStandardError } from "./meanAndStandardError";

export interface TypicalityOptions {
  /** M, how many images are judged together; default 1 */
  group?: number;
  /** how much of the data passes as typical, 1 − α; default 0.99 */
  confidence?: number;
  /** groups drawn from the reference, with replacement; default 1000 */
  resamples?: number;
  /** of these draws; default 0 */
  seed?: number;
}

export interface TypicalityTest {
  /** Ĥ = mean −log p(x) over the reference, an estimate of the entropy, in nats */
  entropy: number;
  /** ε: the `confidence` quantile of the distance, for groups drawn from the reference */
  threshold: number;
  /** |1/M Σ −log p(x) − Ĥ| of a group, in nats. @param logLikelihoods [M] */
  distance: (logLikelihoods: ArrayLike<number>) => number;
  /** Whether a group lies within ε. @param logLikelihoods [M] */
  isTypical: (logLikelihoods: ArrayLike<number>) => boolean;
}

/**
 * x₁ … x_M are typical of the data if |1/M Σ −log p(xᵢ) − Ĥ| ≤ ε, with Ĥ the data's own mean of −log p: images that are
 * less likely than the data are refused, and so are images that are more likely.
 *
 * @param reference [n], log p(x) in nats of images of the kind that counts as typical, which the model was not trained on
 * @throws RangeError if there are fewer than two, one is not finite, or an option is out of range
 * @see Nalisnick, Matsukawa, Teh & Lakshminarayanan 2019, algorithm 1
 */
export function typicality(
  reference: ArrayLike<number>,
  { group = 1, confidence = 0.99, resamples = 1000, seed = 0 }: TypicalityOptions = {},
): TypicalityTest {
  expectNumber("typicality", "group", group, { integer: true, min: 1 });
  expectNumber("typicality", "confidence", confidence, { min: 0, max: 1 });
  expectNumber("typicality", "resamples", resamples, { integer: true, min: 1 });
  expectNumber("typicality", "seed", seed, { integer: true });
  if (reference.length < 2) {
    throw new RangeError(
      `typicality: the reference has ${reference.length} values. Pass log p(x) of at least two images.`,
    );
  }
  expectFinite("the reference", reference);
  const entropy = -meanAndStandardError(reference).mean;
  const distance = (logLikelihoods: ArrayLike<number>): number =>
    Math.abs(-meanAndStandardError(logLikelihoods).mean - entropy);
  const uniform = alea(String(deriveSeed(seed, "typicality")));
  const draw = (): number => reference[Math.floor(uniform() * reference.length)]!;
  const distances = Array.from({ length: resamples }, () =>
    distance(Array.from({ length: group }, draw)),
  ).sort((a, b) => a - b);
  const threshold = distances[Math.max(0, Math.ceil(confidence * resamples) - 1)]!;
  const judged = (logLikelihoods: ArrayLike<number>): number => {
    if (logLikelihoods.length !== group) {
      throw new RangeError(
        `typicality: a group has ${logLikelihoods.length} values; the threshold is one for groups of ${group}. ` +
          `Pass typicality(reference, { group: ${logLikelihoods.length} }).`,
      );
    }
    expectFinite("the group", logLikelihoods);
    return distance(logLikelihoods);
  };
  return {
    entropy,
    threshold,
    distance: judged,
    isTypical: (logLikelihoods) => judged(logLikelihoods) <= threshold,
  };
}

function expectFinite(name: string, values: ArrayLike<number>): void {
  const offender = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (offender === -1) return;
  throw new RangeError(
    `typicality: value ${offender} of ${name} is ${values[offender]!}. Pass log p(x) from logLikelihood.`,
  );
}
