import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Compiler } from "../../../../lib/backend/capture/execution";
import type { NativeBackend } from "../../../../lib/backend/capture/nativeBackend";
import { captureWith, countTensors, nativeTest } from "./nativeTest";
import {
  disposeMachine,
  inputsOf,
  listing,
  machine,
  programs,
  run,
  type Program,
} from "./randomProgram";

const CALLS = 5;

/** Runs a program as it is and captured, on machines of their own, and compares all that can be seen of it. */
function assertSame(backend: NativeBackend, compiler: Compiler, program: Program): void {
  const before = countTensors(backend);
  const [plain, other] = [machine(), machine()];
  const captured = captureWith(backend, compiler, (...inputs) => run(program, other, inputs));
  const see = (tensors: readonly tf.Tensor[]) =>
    tensors.map((tensor) => ({
      dtype: tensor.dtype,
      shape: tensor.shape,
      values: Array.from(tensor.dataSync(), (value) => value + 0),
    }));
  for (let call = 0; call < CALLS; call++) {
    const inputs = inputsOf(program, call);
    const expected = run(program, plain, inputs);
    const results = captured(...inputs);
    const where = `call ${call} of ${listing(program)}`;
    assert.deepEqual(see(results), see(expected), where);
    assert.deepEqual(see(other.variables), see(plain.variables), `variables after ${where}`);
    const lasting: tf.Tensor[] = [...plain.variables, plain.outside];
    tf.dispose([results, inputs, expected.filter((tensor) => !lasting.includes(tensor))]);
  }
  captured.dispose();
  disposeMachine(plain);
  disposeMachine(other);
  assert.deepEqual(countTensors(backend), before, `tensors left by ${listing(program)}`);
}

// XLA takes some 50 ms to compile a program.
for (const [compiler, numRuns] of [
  ["graph", 150],
  ["xla", 30],
] as const) {
  nativeTest(`${numRuns} random programs agree with eager, ${compiler}`, (backend) => {
    fc.assert(
      fc.property(programs(14), (program) => {
        assertSame(backend, compiler, program);
      }),
      { numRuns, includeErrorInReport: true },
    );
  });
}
