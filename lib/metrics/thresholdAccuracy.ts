import type { Classes } from "./codesAndFactors";

/**
 * max over thresholds t₁ < … < t_{K−1} and a class for each interval of 1/K Σ_c P(predicted c | class c): the best
 * balanced accuracy that K − 1 thresholds on one number reach for K classes, on the examples themselves.
 *
 * Exact, by dynamic programming along the sorted values: O(n K²).
 */
export function thresholdAccuracy(values: Float64Array, classes: Classes): number {
  const { of, count } = classes;
  const size = new Float64Array(count);
  for (const label of of) size[label]! += 1;
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);

  // best[s × count + c]: the weight that s + 1 intervals get right up to here, if the last one predicts c.
  const best = new Float64Array(count * count).fill(-Infinity).fill(0, 0, count);
  for (let i = 0; i < order.length; i++) {
    const example = order[i]!;
    const startsAnew = i > 0 && values[example]! > values[order[i - 1]!]!;
    if (startsAnew) beginIntervals(best, count);
    const label = of[example]!;
    for (let s = 0; s < count; s++) best[s * count + label]! += 1 / (count * size[label]!);
  }
  return Math.min(
    1,
    best.reduce((a, b) => Math.max(a, b)),
  );
}

/** A threshold may be set here: the next interval continues the best that had one interval fewer. */
function beginIntervals(best: Float64Array, count: number): void {
  for (let s = count - 1; s > 0; s--) {
    const fewer = best.subarray((s - 1) * count, s * count);
    let top = -Infinity;
    for (const value of fewer) if (value > top) top = value;
    for (let c = 0; c < count; c++) {
      if (top > best[s * count + c]!) best[s * count + c] = top;
    }
  }
}
