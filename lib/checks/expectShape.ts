import type * as tf from "@tensorflow/tfjs";

/**
 * Refuses a tensor whose shape is not the expected one, so that nothing broadcasts by accident.
 *
 * @param where    the function that was called, for the message
 * @param name     the argument's name
 * @param tensor   the argument
 * @param expected the sizes; `null` accepts any size there
 * @throws TypeError  if it is not a tensor
 * @throws RangeError if the shape differs
 */
export function expectShape(
  where: string,
  name: string,
  tensor: tf.Tensor,
  expected: readonly (number | null)[],
): void {
  const shape = (tensor as Partial<tf.Tensor> | null | undefined)?.shape;
  if (!shape) {
    throw new TypeError(`${where}: ${name} is ${describe(tensor)}. Pass a tensor.`);
  }
  const fits =
    shape.length === expected.length &&
    shape.every((size, axis) => expected[axis] === null || expected[axis] === size);
  if (!fits) {
    const wanted = expected.map((size) => size ?? "n").join(", ");
    throw new RangeError(
      `${where}: ${name} has shape [${shape.join(", ")}], expected [${wanted}]. ` +
        `Reshape it, or build the model for this size.`,
    );
  }
}

function describe(value: unknown): string {
  return value === null ? "null" : `of type ${typeof value}`;
}
