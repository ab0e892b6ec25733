import { alea } from "seedrandom";
import { deriveSeed } from "../checks";
import type { Factor } from "../data/factorData";
import { sampleFactors } from "../data/sampleFactors";

/**
 * Which factor each of `count` groups of images shares: all are equally likely.
 *
 * @throws RangeError if a factor has one value only: it would be shared by all groups
 */
export function sharedFactors(
  where: string,
  factors: readonly Factor[],
  count: number,
  seed: number,
): Int32Array {
  const constant = factors.find(({ values }) => values.length < 2);
  if (constant || factors.length < 2) {
    const what = constant ? `factor ${constant.name} has one value` : "there is one factor";
    throw new RangeError(
      `${where}: ${what} only, so there is nothing to tell apart. Use data with at least two factors that change.`,
    );
  }
  const random = alea(String(seed));
  return Int32Array.from({ length: count }, () => Math.floor(random() * factors.length));
}

/** Random factor indices [count × factors] in which one factor has the same, random value throughout. */
export function rowsThatShare(
  factors: readonly Factor[],
  shared: number,
  count: number,
  seed: number,
): Int32Array {
  const rows = sampleFactors(factors, count, { seed: deriveSeed(seed, "rows") });
  const value = rows[shared]!;
  for (let row = 0; row < count; row++) rows[row * factors.length + shared] = value;
  return rows;
}

/** Arrays one after the other. */
export function concatenated(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
