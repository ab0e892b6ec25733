/** What a run of the kernels' benchmark measured: `bench/kernel/results.json`. */

import type { Machine } from "../common/machine";

export interface KernelResults {
  machine: Machine & { python: string };
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
