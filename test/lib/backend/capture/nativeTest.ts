import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { test } from "node:test";
import { backend } from "../../../../lib/backend";
import { recordStep } from "../../../../lib/backend/capture/capture";
import { expectSame } from "../../../../lib/backend/capture/compare";
import type { Tensors } from "../../../../lib/backend/capture/container";
import type { Compiler } from "../../../../lib/backend/capture/execution";
import { nativeBackend, type NativeBackend } from "../../../../lib/backend/capture/nativeBackend";
import { StepProgram } from "../../../../lib/backend/capture/stepProgram";

/** A test of the native engine; skipped where another one runs. */
export function nativeTest(
  name: string,
  body: (backend: NativeBackend) => void | Promise<void>,
): void {
  test(name, async (t) => {
    await backend();
    const native = nativeBackend();
    if (!native) {
      t.skip("only native TensorFlow captures");
      return;
    }
    await body(native);
  });
}

/** What `capture` does with arguments of one kind after its first call, with a compiler of the test's choice. */
export function captureWith<R extends Tensors>(
  backend: NativeBackend,
  compiler: Compiler,
  step: (...inputs: tf.Tensor[]) => R,
): { (...inputs: tf.Tensor[]): R; dispose(): void } {
  let first: ReturnType<typeof recordStep<tf.Tensor[], R>> | undefined;
  let program: StepProgram | undefined;
  const call = (...inputs: tf.Tensor[]): R => {
    if (first && program) return first.rebuild(program.run(inputs));
    const recorded = recordStep(backend, step, inputs);
    if (first) {
      expectSame(first.recording, recorded.recording);
      program = new StepProgram(backend, recorded.recording, compiler);
    }
    first ??= recorded;
    return recorded.result;
  };
  return Object.assign(call, { dispose: () => program?.dispose() });
}

/** How many tensors there are, for TensorFlow.js and for TensorFlow. */
export function countTensors(backend: NativeBackend): { tfjs: number; native: number } {
  const binding = backend.binding as unknown as { getNumOfTensors(): number };
  return { tfjs: tf.memory().numTensors, native: binding.getNumOfTensors() };
}

/** The numbers of a tensor, which is disposed. Zero has no sign here: compilers differ in it. */
export function take(tensor: tf.Tensor): number[] {
  const values = Array.from(tensor.dataSync(), (value) => value + 0);
  tensor.dispose();
  return values;
}

/** The largest difference of two tensors, relative to the largest number of the second. */
export function difference(actual: tf.Tensor, expected: tf.Tensor): number {
  assert.deepEqual(actual.shape, expected.shape);
  const [a, b] = [Array.from(actual.dataSync()), Array.from(expected.dataSync())];
  const size = Math.max(Number.MIN_VALUE, ...b.map(Math.abs));
  const differences = a.map((value, i) => Math.abs(value - b[i]!) / size);
  return Math.max(0, ...differences);
}

/** The engine is as it was before: nothing of a recording is left on it. */
export function assertInOrder(backend: NativeBackend): void {
  const left = ["getInputTensorIds", "move"].filter((name) => Object.hasOwn(backend, name));
  assert.deepEqual(left, [], "methods of a recording are left on the backend");
  assert.ok(
    Object.hasOwn(backend.binding, "executeOp") && Object.hasOwn(backend.binding, "opList"),
  );
  assert.ok(!Object.hasOwn(tf.engine(), "keep"), "tf.keep is still watched");
}
