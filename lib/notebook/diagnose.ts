import { formatNumber } from "../plots/numbers";
import type { Numbers } from "./answer";

/** What is wrong with the reader's numbers, as far as the numbers tell; undefined if nothing is. */
export function diagnose(yours: Numbers, truth: Numbers, tolerance: number): string | undefined {
  if (!sameSizes(yours, truth)) {
    const reduced =
      yours.values.length === 1 ? " Keep one value per example; do not reduce yet." : "";
    return `your value has shape [${yours.shape.join(", ")}], wanted is [${truth.shape.join(", ")}].${reduced}`;
  }
  const all = (guess: (value: number, i: number) => number) =>
    truth.values.every((value, i) => isNear(guess(yours.values[i]!, i), value, tolerance));
  if (all((value) => value)) return undefined;
  const odd = yours.values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) return explainOdd(yours.values[odd]!, odd, yours.values.length);

  // The factor between the two, from where the truth is largest and so clearest.
  const at = truth.values.reduce(
    (best, v, i) => (Math.abs(v) > Math.abs(truth.values[best]!) ? i : best),
    0,
  );
  const factor = yours.values[at]! / truth.values[at]!;
  const proportional = Number.isFinite(factor) && factor !== 0 && all((value) => value / factor);
  const ratio = proportional ? explainFactor(factor, truth.values.length > 1) : undefined;
  if (ratio !== undefined) return ratio;
  const shift = yours.values[at]! - truth.values[at]!;
  if (truth.values.length > 1 && all((value) => value - shift)) {
    return `every value is ${formatNumber(Math.abs(shift))} too ${shift > 0 ? "large" : "small"}. Is a constant missing or one too many?`;
  }
  if (all((value) => Math.log(value)))
    return "your value is the exponential of the true one. Is a logarithm missing?";
  if (all((value) => Math.exp(value))) return "your value is the logarithm of the true one.";
  // One number is always some multiple of another.
  return proportional && truth.values.length > 1
    ? `right but for a factor of ${formatNumber(factor)}.`
    : "not right yet.";
}

/** Whether the two are equal, within the tolerance, in every number; axes of length 1 do not count. */
export function isSame(yours: Numbers, other: Numbers, tolerance: number): boolean {
  return (
    sameSizes(yours, other) &&
    other.values.every((value, i) => isNear(yours.values[i]!, value, tolerance))
  );
}

function sameSizes(a: Numbers, b: Numbers): boolean {
  const sizes = ({ shape }: Numbers) => shape.filter((size) => size !== 1).join();
  return sizes(a) === sizes(b);
}

function isNear(value: number, wanted: number, tolerance: number): boolean {
  return Math.abs(value - wanted) <= tolerance * Math.max(1, Math.abs(wanted));
}

function explainOdd(value: number, at: number, length: number): string {
  const which = length === 1 ? "your value" : `number ${at + 1} of ${length}`;
  return Number.isNaN(value)
    ? `${which} is NaN, not a number. Is it 0/0, 0 · log 0, or the logarithm or root of a negative number?`
    : `${which} is infinite. Is it a division by 0, the logarithm of 0, or an exponential of something large?`;
}

/**
 * Where a factor comes from, as far as it tells.
 *
 * @param several whether more than one number has it: for a single one, a whole factor may be chance
 */
function explainFactor(factor: number, several: boolean): string | undefined {
  const near = (value: number) => Math.abs(factor / value - 1) < 2e-3;
  if (near(-1)) return "the sign is the wrong way round.";
  if (near(2)) return "twice the true value. Is a factor ½ missing?";
  if (near(0.5)) return "half the true value. Is there a factor ½ too many?";
  if (near(1 / Math.LN2)) return "that would be in bits; wanted are nats (natural logarithm).";
  if (near(Math.LN2)) return "that is off by ln 2: bits and nats are mixed up.";
  const isWhole = (value: number) =>
    value > 2.5 &&
    Math.abs(value - Math.round(value)) < Math.min(2e-3 * value, several ? 0.2 : 0.01);
  if (isWhole(1 / factor)) {
    const terms = Math.round(1 / factor);
    return `the true value divided by ${terms}. Is it a mean over ${terms} terms where a sum is meant?`;
  }
  if (isWhole(factor)) {
    const times = Math.round(factor);
    return `${times} times the true value. Is it a sum over ${times} terms where a mean is meant?`;
  }
  return undefined;
}
