import type * as tf from "@tensorflow/tfjs";
import type { ElboTerms } from "../losses/elbo";

/** What an objective gives per example, each [n]. What stands beside `objective` is recorded under its name. */
export interface ObjectiveValues {
  /** what training maximises */
  readonly objective: tf.Tensor1D;
}

/** The parts of a VAE's loss, averaged over examples, in nats per example. */
export interface Terms {
  /** what is minimised: distortion + β · rate */
  loss: number;
  /** distortion + rate: an upper bound on −log p(x) */
  negativeElbo: number;
  /** −E_q(z|x)[log p(x|z)], the reconstruction term */
  distortion: number;
  /** KL(q(z|x) ‖ p(z)) */
  rate: number;
  /** what the adversary minimised, if there was one */
  adversary?: number;
}

/** The same of any objective: `loss` is the mean of −objective, the other values keep their names. */
export type TermsOf<Values extends ObjectiveValues> =
  Values extends Pick<ElboTerms, "kl" | "logLikelihood">
    ? Terms
    : { [Name in Exclude<keyof Values, "objective">]: number } & Pick<Terms, "loss" | "adversary">;

/** Terms of an objective that is not known here. */
export type AnyTerms = Pick<Terms, "loss" | "adversary">;

/** Terms per example in one tensor, so that they are read at once. */
export type TermValues = {
  names: string[];
  /** [names, n] */
  values: tf.Tensor2D;
};

/** Whether these are a VAE's terms, on which β counts. */
export function isVaeTerms(terms: AnyTerms): terms is Terms {
  return "rate" in terms;
}

/** The mean of terms over groups of examples. */
export function meanTerms<T extends AnyTerms>(
  groups: readonly { terms: T; examples: number }[],
): T {
  const total = groups.reduce((sum, { examples }) => sum + examples, 0);
  const mean = (name: keyof T): number =>
    groups.reduce(
      (sum, { terms, examples }) => sum + (terms[name] as number) * (examples / total),
      0,
    );
  const names = Object.keys(groups[0]?.terms ?? {}) as (keyof T)[];
  return Object.fromEntries(names.map((name) => [name, mean(name)])) as T;
}

/** Whether what is minimised is a number still. */
export function isFinite({ loss, adversary = 0 }: AnyTerms): boolean {
  return Number.isFinite(loss) && Number.isFinite(adversary);
}
