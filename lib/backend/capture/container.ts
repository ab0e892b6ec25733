import * as tf from "@tensorflow/tfjs";
import { refuse } from "./refusal";

/** Puts tensors back into the shape in which a step returned others: one, a list, or an object by name. */
export type Rebuild<R> = (tensors: readonly tf.Tensor[]) => R;

/** What a step may return. */
export type Tensors = tf.Tensor | readonly tf.Tensor[] | { readonly [name: string]: tf.Tensor };

/** Takes the tensors out of what a step returned, and says how to put others in their place. */
export function unpack<R extends Tensors>(
  result: R,
): { tensors: tf.Tensor[]; rebuild: Rebuild<R> } {
  if (result instanceof tf.Tensor) {
    return { tensors: [result], rebuild: ([tensor]) => tensor as R };
  }
  const isObject = typeof result === "object" && (result as unknown) !== null;
  const entries = isObject ? Object.entries<unknown>(result) : [];
  const tensors = entries.map(([, value]) => value);
  if (!isObject || result instanceof Promise || !tensors.every(isTensor)) {
    throw refuse(
      "returns something else than a tensor, a list or an object of tensors",
      "Return tensors, not numbers or promises",
    );
  }
  const rebuild: Rebuild<unknown> = Array.isArray(result)
    ? (values) => [...values]
    : (values) => Object.fromEntries(entries.map(([name], i) => [name, values[i]!]));
  return { tensors, rebuild: rebuild as Rebuild<R> };
}

const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;
