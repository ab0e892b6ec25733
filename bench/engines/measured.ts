import type { Machine } from "../common/machine";
import type { Spread } from "../common/spread";
import type { Agreement } from "./agreement";
import { spread } from "./cells";

/** What a run of the engines' benchmark measured: `bench/engines/results.json`. */
export interface EngineResults {
  machine: Machine & { python: string };
  rounds: number;
  /** Rounds too short for numbers that one would publish. */
  quick: boolean;
  seconds: number;
  /** cores that other programs kept busy, one value a model and round */
  others: number[];
  engines: EngineId[];
  /** ids */
  models: string[];
  leftOut: LeftOut[];
  /** model → engine → measure → one value a round; fewer than the rounds where it failed on the way */
  values: Record<string, Record<string, Values>>;
  /** model → engine */
  agreement: Record<string, Record<string, Agreement>>;
  /** engine → "m×k×n" → GFLOP/s, one value a round */
  products: Record<string, Record<string, number[]>>;
}

/** An engine that gave no numbers, or not all of them. */
export interface LeftOut {
  label: string;
  /** ids of models; none: it was not started at all */
  models: string[];
  why: string;
}

export type Values = Partial<Record<Measure, number[]>>;

export interface EngineId {
  id: string;
  label: string;
  /** of what computes: "PyTorch 2.13.0+cpu" */
  version: string;
}

export type Measure =
  /** one training step */
  | "step_ms"
  /** the loss of 10,000 images, 1,000 at a time */
  | "evaluate_ms"
  /** 100 images drawn and read */
  | "sample_ms"
  /** from the start of the process to the end of the first step */
  | "start_s"
  /** of it, the first step itself, with what is compiled for it */
  | "first_s"
  /** the most that was resident so far, after the first round of training */
  | "peak_mb"
  /** then, with what other processes map too counted in part */
  | "pss_mb";

/** What all are compared with. */
export const reference = "pytorch";

export function valuesOf(
  results: EngineResults,
  model: string,
  engine: string,
  measure: Measure,
): readonly number[] | undefined {
  return results.values[model]?.[engine]?.[measure];
}

/** The spread of an engine's time by another's of the same round; undefined where they share no round. */
export function ratioOf(
  values: readonly number[] = [],
  others: readonly number[] = [],
): Spread | undefined {
  return spread(values.slice(0, others.length).map((value, round) => value / others[round]!));
}
