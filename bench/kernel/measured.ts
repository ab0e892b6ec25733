/** What a run of the kernels' benchmark measured: `bench/kernel/results.json`. */

export interface KernelResults {
  machine: { cpu: string; cores: number; memoryGb: number; node: string; python: string };
  rounds: number;
  /** Those parts that take long were only in this many rounds. */
  slowRounds: number;
  seconds: number;
  kernels: KernelId[];
  leftOut: { label: string; why: string }[];
  /** kernel → measure → one value a round; null: an answer that never came, or work that did not stop */
  values: Record<string, Record<string, (number | null)[]>>;
  notes: { kernel: string; part: string; what: string }[];
}

export interface KernelId {
  id: string;
  label: string;
  version: string;
}

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
  const half = numbers.length / 2;
  const median =
    numbers.length % 2 === 1
      ? numbers[Math.floor(half)]!
      : (numbers[half - 1]! + numbers[half]!) / 2;
  return { median, least: numbers[0]!, most: numbers[numbers.length - 1]! };
}
