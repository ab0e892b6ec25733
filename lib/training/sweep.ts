import type * as tf from "@tensorflow/tfjs";
import { expectJson } from "../checks";
import type { Progress } from "./history";
import type { ResultStore } from "./resultStore";

/** What a run of a sweep gets. */
export interface SweepContext {
  /** when aborted, the run should return soon; what it returns then is not kept */
  readonly signal: AbortSignal | undefined;
  /** a place of its own for this run's training; undefined if the sweep has no `results` */
  readonly checkpoint: tf.io.IOHandler | undefined;
  /** for `fit`: passes its progress on to the sweep's `onProgress` */
  readonly onProgress: (progress: Progress) => void;
}

/** A value of a sweep and what its run gave. */
export interface Swept<Value, Result> {
  readonly value: Value;
  readonly result: Result;
  /** whether the result is one of an earlier call, and was only read */
  readonly kept: boolean;
}

/** What `sweep` tells while it runs. */
export interface SweepProgress<Value, Result> {
  readonly values: readonly Value[];
  /** in the order of the values */
  readonly finished: readonly Swept<Value, Result>[];
  /** what runs now; undefined between runs */
  readonly running?: { readonly value: Value; readonly training?: Progress };
  /** an estimate from this call's finished runs; undefined before the first */
  readonly secondsLeft?: number;
  /** true once, in the last call, also if a run fails or the sweep is stopped */
  readonly done: boolean;
}

export interface SweepOptions<Value, Result> {
  /** where to keep each run's result; default none: an interrupted sweep begins again */
  results?: ResultStore;
  /** when aborted, the sweep returns what is finished */
  signal?: AbortSignal | undefined;
  onProgress?: (progress: SweepProgress<Value, Result>) => void;
  /** Whether the other values still run when one fails; the sweep fails at its end all the same. Default false. */
  keepGoing?: boolean;
}

/**
 * Runs something for one value after another, e.g. a training for each β, and keeps every result. When it is called
 * again, after an interrupt, a crash or with more values, it reads what is finished and runs only the rest; a training
 * that was cut goes on from its checkpoint if `run` gives `fit` the one in its context, with `resume: true`.
 *
 * @param values each once; numbers, strings, or plain objects of them
 * @param run    gives what JSON can hold: finite numbers, strings, arrays, plain objects
 * @returns      one entry for each finished value, in their order; fewer than the values if it was stopped
 * @throws TypeError  if a value or a result is not JSON
 * @throws RangeError if a value is given twice
 * @throws Error      if a run fails; the finished results are kept
 */
export async function sweep<Value, Result>(
  values: readonly Value[],
  run: (value: Value, context: SweepContext) => Promise<Result>,
  options: SweepOptions<Value, Result> = {},
): Promise<Swept<Value, Result>[]> {
  const { results, signal, onProgress, keepGoing = false } = options;
  expectDifferent(values);
  const finished = new Map<Value, Swept<Value, Result>>();
  for (const value of values) {
    const result = await results?.load(value);
    if (result !== undefined) finished.set(value, { value, result: result as Result, kept: true });
  }
  const failures: Error[] = [];
  const seconds: number[] = [];
  const ordered = (): Swept<Value, Result>[] =>
    values.flatMap((value) => finished.get(value) ?? []);
  const report = (running?: SweepProgress<Value, Result>["running"], done = false): void => {
    const left = values.length - finished.size - failures.length;
    const secondsLeft = seconds.length > 0 ? mean(seconds) * left - spent(running) : undefined;
    onProgress?.({
      values,
      finished: ordered(),
      ...(running && { running }),
      ...(secondsLeft !== undefined && { secondsLeft: Math.max(0, secondsLeft) }),
      done,
    });
  };
  try {
    for (const value of values) {
      if (signal?.aborted) break;
      if (finished.has(value)) continue;
      report({ value });
      const started = performance.now();
      try {
        const result = await run(value, {
          signal,
          checkpoint: results?.checkpoint(value),
          onProgress: (training) => {
            report({ value, training });
          },
        });
        // Stopped on the way, the run gave what it had by then.
        if (signal?.aborted) break;
        expectJson("sweep", `the result of ${named(value)}`, result);
        await results?.save(value, result);
        await results?.removeCheckpoint(value);
        finished.set(value, { value, result, kept: false });
      } catch (error) {
        if (signal?.aborted) break;
        failures.push(failureOf(value, error));
        if (!keepGoing) break;
      }
      seconds.push((performance.now() - started) / 1000);
    }
    if (failures.length === 1) throw failures[0]!;
    if (failures.length > 1) {
      throw new AggregateError(failures, failures.map(({ message }) => message).join("\n"));
    }
    return ordered();
  } finally {
    report(undefined, true);
  }
}

function expectDifferent(values: readonly unknown[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    expectJson("sweep", "a value", value);
    const text = named(value);
    if (seen.has(text)) {
      throw new RangeError(
        `sweep: ${text} is there twice. Each value has one result: give it once.`,
      );
    }
    seen.add(text);
  }
}

function failureOf(value: unknown, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(
    `sweep: the run of ${named(value)} failed: ${message} ` +
      `What was finished is kept: mend the run and sweep again.`,
    { cause: error },
  );
}

const named = (value: unknown): string => JSON.stringify(value);
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
const spent = (running?: { training?: Progress }): number => running?.training?.secondsElapsed ?? 0;
