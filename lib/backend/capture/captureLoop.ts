import * as tf from "@tensorflow/tfjs";
import { expectNumber } from "../../checks";
import { recordStep } from "./capture";
import { expectSame } from "./compare";
import { assign, CannotCompile, NativeFunction, sayCannotCompile, stateIds } from "./execution";
import { loopFunction } from "./loopFunction";
import type { NativeBackend } from "./nativeBackend";
import { idOf } from "./nativeTensors";
import type { Recording } from "./recording";
import { compilerFor, StepProgram } from "./stepProgram";

/** Many steps in one call. */
export interface Loop {
  /**
   * Step i takes row i of every tensor; `count` steps from row 0 on.
   *
   * @returns row i is what step i returned; rows from `count` on mean nothing
   */
  run(count: number, rows: readonly tf.Tensor[]): tf.Tensor[];
  dispose(): void;
}

/**
 * Like `capture`, for steps that follow one another: with XLA all of them run inside one function, without going
 * through JavaScript in between (what `jax.lax.scan` does).
 *
 * It is recorded before the first step, on row 0, and the variables are put back afterwards: every step is done by
 * the function, so that the numbers do not depend on how the steps are divided into calls.
 *
 * @param step     takes one row of each of the rows; its variables must exist already
 * @param rows     what the first call will be given; only shapes and row 0 matter
 * @throws Error as `capture` does
 */
export function captureLoop(
  backend: NativeBackend,
  step: (...row: tf.Tensor[]) => tf.Tensor[],
  rows: readonly tf.Tensor[],
): Loop {
  const first = rowOf(rows, 0);
  let recording: Recording;
  try {
    recording = recordWithoutEffect(backend, step, first);
    expectSame(recording, recordWithoutEffect(backend, step, first));
  } finally {
    tf.dispose(first);
  }
  const capacity = rows[0]!.shape[0];
  let loop =
    compilerFor(recording) === "graph"
      ? stepByStep(new StepProgram(backend, recording))
      : inOneCall(backend, recording, capacity);
  return {
    run(count, rows) {
      expectNumber("captureLoop", "count", count, { integer: true, min: 1, max: capacity });
      try {
        return loop.run(count, rows);
      } catch (error) {
        if (!(error instanceof CannotCompile)) throw error;
        loop.dispose();
        loop = stepByStep(new StepProgram(backend, recording, "graph"));
        sayCannotCompile(error);
        return loop.run(count, rows);
      }
    },
    dispose: () => {
      loop.dispose();
    },
  };
}

function inOneCall(backend: NativeBackend, recording: Recording, capacity: number): Loop {
  const { definition, parts } = loopFunction(backend.binding, recording, capacity);
  const native = new NativeFunction(backend, definition, "xla", parts);
  const { results, assigned } = recording;
  return {
    run(count, rows) {
      const counter = tf.scalar(count, "int32");
      try {
        const ids = [counter, ...rows].map((tensor) => idOf(backend, tensor));
        const inputs = [...ids, ...stateIds(backend, recording)];
        const outputs = native.call(inputs, results.length + assigned.length);
        assign(backend, recording, outputs.slice(results.length));
        return outputs.slice(0, results.length).map((output) => backend.createOutputTensor(output));
      } finally {
        counter.dispose();
      }
    },
    dispose: () => {
      native.dispose();
    },
  };
}

function stepByStep(program: StepProgram): Loop {
  return {
    run(count, rows) {
      const results: tf.Tensor[][] = [];
      for (let i = 0; i < count; i++) {
        const row = rowOf(rows, i);
        results.push(program.run(row));
        tf.dispose(row);
      }
      const stacked = results[0]!.map((_, k) => tf.stack(results.map((result) => result[k]!)));
      tf.dispose(results);
      return stacked;
    },
    dispose: () => {
      program.dispose();
    },
  };
}

function rowOf(rows: readonly tf.Tensor[], i: number): tf.Tensor[] {
  return rows.map((tensor) => tf.tidy(() => tensor.slice([i], [1]).reshape(tensor.shape.slice(1))));
}

function recordWithoutEffect(
  backend: NativeBackend,
  step: (...row: tf.Tensor[]) => tf.Tensor[],
  row: tf.Tensor[],
): Recording {
  const variables = Object.values(tf.engine().registeredVariables);
  const before = variables.map((variable) => tf.keep(variable.clone()));
  try {
    const { recording, result } = recordStep(backend, step, row);
    tf.dispose(result);
    return recording;
  } finally {
    for (const [i, variable] of variables.entries()) {
      if (!variable.isDisposed && variable.dataId !== before[i]!.dataId)
        variable.assign(before[i]!);
    }
    tf.dispose(before);
  }
}
