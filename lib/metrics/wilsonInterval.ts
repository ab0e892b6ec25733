import { expectNumber } from "../checks";

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * (p + z²/2n ± z √(p (1 − p)/n + z²/4n²)) / (1 + z²/n) with p = successes/n: the probabilities from which p is at most z
 * standard errors away. Unlike p ± z √(p (1 − p)/n) it stays within [0, 1], and has a width also at 0 and at n
 * successes.
 *
 * @param successes 0 … trials
 * @param trials    n, independent ones
 * @param z         a quantile of N(0, 1); default 1.96, for 95 % of confidence
 * @throws RangeError if a count is not whole or out of range, or z is below 0
 * @see Wilson 1927; Newcombe 1998, method 3
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959964): Interval {
  expectNumber("wilsonInterval", "trials", trials, { integer: true, min: 1 });
  expectNumber("wilsonInterval", "successes", successes, { integer: true, min: 0, max: trials });
  expectNumber("wilsonInterval", "z", z, { min: 0 });
  const failures = trials - successes;
  const centre = successes + (z * z) / 2;
  const half = z * Math.sqrt((successes * failures) / trials + (z * z) / 4);
  const total = trials + z * z;
  return {
    // Exact ends, where rounding would leave 1e-17.
    lower: successes === 0 ? 0 : (centre - half) / total,
    upper: failures === 0 ? 1 : (centre + half) / total,
  };
}
