import { expectNumber } from "../checks";

/**
 * The smallest of the scores above which there is at most that fraction of them: for a rate of 0 the largest score.
 * What scores higher is flagged.
 *
 * @param scores of clean images, the higher the more suspect
 * @param rate   false positives, in [0, 1)
 * @throws RangeError if there is no score, one is NaN, or the rate is out of its range
 */
export function thresholdAt(scores: ArrayLike<number>, rate: number): number {
  expectNumber("thresholdAt", "the rate", rate, { min: 0, max: 1 - Number.EPSILON });
  const sorted = Float64Array.from(Array.from(scores)).sort();
  if (sorted.length === 0 || sorted.some(Number.isNaN)) {
    const problem = sorted.length === 0 ? "are empty" : "hold NaN";
    throw new RangeError(
      `thresholdAt: the scores ${problem}. Pass at least one score, none of them NaN.`,
    );
  }
  // 0.29 · 100 is 28.999…96 in floating point.
  const allowed = Math.floor(rate * sorted.length * (1 + Number.EPSILON));
  return sorted[Math.max(0, sorted.length - 1 - allowed)]!;
}
