import * as tf from "@tensorflow/tfjs";
import { unpack, type Rebuild, type Tensors } from "./container";
import { refuse } from "./refusal";

export interface Ran<R> {
  readonly tensors: tf.Tensor[];
  readonly rebuild: Rebuild<R>;
}

/** Runs a step as it is. Its results belong to the caller, also where it hands back what was there before. */
export function runStep<A extends readonly tf.Tensor[], R extends Tensors>(
  step: (...inputs: A) => R,
  inputs: A,
): Ran<R> {
  const mark = tf.scalar(0);
  mark.dispose();
  const { tensors, rebuild } = unpack(step(...inputs));
  // Tensors are numbered in the order in which they are made.
  return { tensors: tensors.map((t) => (t.id < mark.id ? t.clone() : t)), rebuild };
}

/**
 * Runs a step that is going to be a function, which leaves nothing behind but its results: neither must the step.
 *
 * @throws Error if it keeps a tensor that it does not return, or disposes one that it did not make
 */
export function runConfined<A extends readonly tf.Tensor[], R extends Tensors>(
  step: (...inputs: A) => R,
  inputs: A,
): Ran<R> {
  const engine = tf.engine();
  const kept: tf.Tensor[] = [];
  const before = engine.state.numTensors;
  engine.keep = (tensor) => {
    kept.push(tensor);
    tensor.kept = true;
    return tensor;
  };
  let rebuild: Rebuild<R> | undefined;
  let tensors: tf.Tensor[];
  try {
    tensors = tf.tidy(() => {
      const ran = runStep(step, inputs);
      rebuild = ran.rebuild;
      return ran.tensors;
    });
  } finally {
    delete (engine as Partial<typeof engine>).keep; // it is the prototype's again
  }
  const leftover = leftoverOf(inputs, kept, tensors, engine.state.numTensors - before);
  if (!leftover) return { tensors, rebuild: rebuild! };
  tf.dispose(tensors);
  throw leftover;
}

/** @param made how many tensors more there are than before */
function leftoverOf(
  inputs: readonly tf.Tensor[],
  kept: readonly tf.Tensor[],
  results: readonly tf.Tensor[],
  made: number,
): Error | undefined {
  if (inputs.some(({ isDisposed }) => isDisposed)) {
    return refuse("disposes an argument", "Dispose it after the call");
  }
  if (kept.some((tensor) => !tensor.isDisposed && !results.includes(tensor))) {
    return refuse(
      "keeps a tensor (tf.keep) that it does not return, which would stay as it is now",
      "Return the tensor",
    );
  }
  if (made < new Set(results).size) {
    return refuse(
      "disposes a tensor or a variable that it did not make",
      "Dispose it after the last call",
    );
  }
  return undefined;
}
