import type { ChapterNumbers } from "../runner/notebook";

/** Where a participant's model lies between rate and distortion, nats per example. */
export interface ClassPoint {
  student: string;
  /** What was measured: "test", "digits". */
  series: string;
  beta: number | undefined;
  rate: number;
  distortion: number;
}

/**
 * The points among a chapter's numbers: each number with the word "rate" in its name, and the one that has "distortion" in
 * its place. β is in the name, "digits, rate at β = 4", or a parameter.
 */
export function ratePoints(student: string, { numbers, parameters }: ChapterNumbers): ClassPoint[] {
  const values = new Map(numbers.map(({ name, value }) => [name, value]));
  return numbers.flatMap(({ name, value: rate, unit }) => {
    const distortion = values.get(name.replace(/\brate\b/, "distortion"));
    if (unit !== "nats" || !/\brate\b/.test(name) || distortion === undefined) return [];
    const [, inName] = /β = ([\d.]+)/.exec(name) ?? [];
    const beta = inName === undefined ? parameters["beta"] : Number(inName);
    const series = name.replace(/,? *\brate\b( at β = [\d.]+)?/, "").trim();
    return [
      { student, series, beta: typeof beta === "number" ? beta : undefined, rate, distortion },
    ];
  });
}
