import * as tf from "@tensorflow/tfjs";
import { expectSame } from "./compare";
import { runConfined, runStep, type Ran } from "./confined";
import type { Rebuild, Tensors } from "./container";
import { nativeBackend, type NativeBackend } from "./nativeBackend";
import { ownCopy } from "./nativeTensors";
import { isRecording, record, type Recording } from "./recording";
import { StepProgram } from "./stepProgram";

/** A step that `capture` has taken. Call it like the step. */
export interface Captured<A extends readonly tf.Tensor[], R extends Tensors> {
  (...inputs: A): R;
  /** Lets TensorFlow forget its functions. */
  dispose(): void;
}

/**
 * Turns a step of ordinary tfjs code (variables, `tf.train.*` optimizers, gradients of the tape) into one function
 * that native TensorFlow compiles and runs in a single call. What `jax.jit` and `tf.function` do; on other engines
 * the step stays as it is.
 *
 * ```ts
 * const train = capture((images: tf.Tensor2D, key: tf.Tensor1D) => optimizer.minimize(() => …, true)!);
 * for (const batch of …) train(batch, key).dispose();
 * ```
 *
 * The first three calls run the step as it is, the last two of them recorded; then the function takes over. Each call
 * is one step. Other shapes of the arguments are recorded anew. What comes from JavaScript is fixed when it is
 * recorded: pass what changes (β, a learning rate, a key of chance) as tensors. Two recordings are compared, so
 * what differs between them is refused; what changes only later cannot be noticed.
 *
 * XLA checks less than TensorFlow: an index out of bounds takes the nearest one, and an integer divided by 0 is −1.
 * The counter `iterations` of a `tf.train` optimizer stands still, so do not save and restore one that was captured.
 *
 * Inside a gradient, or inside another captured step, it runs as plain code.
 *
 * @param step synchronous; takes tensors, returns a tensor, a list or an object of tensors
 * @throws Error if the step reads a tensor, draws chance in JavaScript, creates a variable, uses a large constant,
 *   or does not do the same each time; the message says what and how to mend it
 */
export function capture<A extends readonly tf.Tensor[], R extends Tensors>(
  step: (...inputs: A) => R,
): Captured<A, R> {
  const captures = new Map<string, Capture<A, R>>();
  let warm = false;
  const call = (...inputs: A): R => {
    expectTensors(inputs);
    // Asked at each call: the engine may start after the step is captured.
    const backend = nativeBackend();
    if (!backend || isRecording(backend) || isDifferentiating()) return step(...inputs);
    if (!warm) {
      // Optimizers create their variables in the first step.
      const { tensors, rebuild } = runStep(step, inputs);
      warm = true;
      return rebuild(tensors);
    }
    const key = inputs.map((input, i) => kindOf(input, inputs.indexOf(input), i)).join();
    let found = captures.get(key);
    if (!found) captures.set(key, (found = new Capture(backend, step)));
    return found.call(inputs);
  };
  const dispose = (): void => {
    for (const entry of captures.values()) entry.dispose();
    captures.clear();
  };
  return Object.assign(call, { dispose });
}

/** What a recording is made for: it holds for other numbers, not for another shape or another variable. */
function kindOf(input: tf.Tensor, first: number, i: number): string {
  if (input instanceof tf.Variable) return `variable ${input.id}`;
  return first < i ? `same as ${first}` : `${input.dtype}[${input.shape.join()}]`;
}

/** A step with arguments of one shape: recorded twice, then a program. */
class Capture<A extends readonly tf.Tensor[], R extends Tensors> {
  private first: Recording | undefined;
  private ready: { program: StepProgram; rebuild: Rebuild<R> } | undefined;

  constructor(
    private readonly backend: NativeBackend,
    private readonly step: (...inputs: A) => R,
  ) {}

  call(inputs: A): R {
    if (this.ready) return this.ready.rebuild(this.ready.program.run(inputs));
    const { recording, result, rebuild } = recordStep(this.backend, this.step, inputs);
    if (!this.first) {
      this.first = recording;
      return result;
    }
    try {
      expectSame(this.first, recording);
      this.ready = { program: new StepProgram(this.backend, recording), rebuild };
      this.first = undefined;
      return result;
    } catch (error) {
      tf.dispose(result as tf.TensorContainer);
      throw error;
    }
  }

  dispose(): void {
    this.ready?.program.dispose();
  }
}

/**
 * Runs and records a step. A variable among the arguments stays that variable, and a tensor that is given twice stays
 * one, since gradients depend on it.
 */
export function recordStep<A extends readonly tf.Tensor[], R extends Tensors>(
  backend: NativeBackend,
  step: (...inputs: A) => R,
  inputs: A,
): { recording: Recording; result: R; rebuild: Rebuild<R> } {
  const copied = new Map(inputs.map((input) => [input, input] as [tf.Tensor, tf.Tensor]));
  for (const input of copied.keys()) {
    if (!(input instanceof tf.Variable)) copied.set(input, tf.keep(ownCopy(backend, input)));
  }
  const copies = inputs.map((input) => copied.get(input)!) as unknown as A;
  let ran: Ran<R> | undefined;
  try {
    const { recording } = record(backend, copies, () => {
      ran = runConfined(step, copies);
      return ran.tensors;
    });
    const { tensors, rebuild } = ran!;
    return { recording, result: rebuild(tensors), rebuild };
  } catch (error) {
    tf.dispose(ran?.tensors ?? []);
    throw error;
  } finally {
    tf.dispose(copies.filter((copy) => !(copy instanceof tf.Variable)));
  }
}

function isDifferentiating(): boolean {
  return (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
}

function expectTensors(inputs: readonly unknown[]): void {
  for (const [i, input] of inputs.entries()) {
    if (!(input instanceof tf.Tensor)) {
      throw new TypeError(
        `capture: argument ${i + 1} of the step is of type ${typeof input}. Pass tensors; a number as tf.scalar(…).`,
      );
    }
    if (input.isDisposed) {
      throw new Error(
        `capture: argument ${i + 1} of the step has been disposed. Keep it until after the call.`,
      );
    }
  }
}
