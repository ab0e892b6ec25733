export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** Median and range of a measure's rounds; "never" where it was null in most of them; undefined: not measured. */
export function spreadOf(
  values: readonly (number | null)[] | undefined,
): Spread | "never" | undefined {
  if (values === undefined || values.length === 0) return undefined;
  const numbers = values.filter((value): value is number => value !== null).sort((a, b) => a - b);
  if (numbers.length * 2 <= values.length) return "never";
  return { median: middle(numbers), least: numbers[0]!, most: numbers[numbers.length - 1]! };
}

/** The middle of sorted numbers. */
function middle(numbers: readonly number[]): number {
  const half = numbers.length / 2;
  return numbers.length % 2 === 1
    ? numbers[Math.floor(half)]!
    : (numbers[half - 1]! + numbers[half]!) / 2;
}
