import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import type { AnyTerms, ObjectiveValues, Terms, TermValues } from "./terms";

const vaeNames = ["objective", "logLikelihood", "kl"];

/**
 * An objective's terms in one tensor, so that they are read at once: of a VAE's objective those that rate and
 * distortion come from, of another one all. They are averaged in JavaScript, in double precision: XLA makes the sum
 * over pixels and the mean over images one long sum in single precision, which is off by 1e-4 of its value for a batch
 * of 1,000.
 *
 * @param n images in the batch
 * @throws RangeError if a value is not [n]
 */
export function termValues(terms: ObjectiveValues, n: number): TermValues {
  const all = terms as unknown as Record<string, tf.Tensor1D>;
  const isVae = vaeNames.every((name) => name in all);
  const others = Object.keys(all).filter((name) => name !== "objective");
  const names = isVae ? vaeNames : ["objective", ...others];
  for (const name of names) expectShape("objective", name, all[name]!, [n]);
  return { names, values: tf.stack(names.map((name) => all[name]!)) as tf.Tensor2D };
}

/**
 * Their means over the batch, `loss` with the sign of a loss.
 *
 * @param values    [names, n]
 * @param adversary [n], its loss
 */
export function termsOf(
  names: readonly string[],
  values: Float32Array,
  adversary?: Float32Array,
): AnyTerms {
  const n = values.length / names.length;
  const means = Object.fromEntries(
    names.map((name, row) => [name, mean(values.subarray(row * n, (row + 1) * n))]),
  );
  const { objective, ...others } = means;
  return {
    loss: -objective!,
    ...(names === vaeNames ? vaeTerms(means) : others),
    ...(adversary && { adversary: mean(adversary) }),
  };
}

function vaeTerms({ logLikelihood, kl }: Record<string, number>): Omit<Terms, "loss"> {
  return { negativeElbo: kl! - logLikelihood!, distortion: -logLikelihood!, rate: kl! };
}

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
