import * as tf from "@tensorflow/tfjs";

/**
 * Steps' records as one tensor of a checkpoint, since a long training has more of them than JSON can carry: a row each, and
 * two whole numbers of 32 bits for each value, so that it comes back to the last bit.
 */
export interface StepTable {
  /** of the values in a row */
  names: string[];
  /** [steps, 2 × names] int32; the caller disposes it */
  tensor: tf.Tensor2D;
}

/** @param records all with the same names */
export function toStepTable(records: readonly object[]): StepTable {
  const names = Object.keys(records[0] ?? {});
  const values = new Float64Array(records.length * names.length);
  let next = 0;
  for (const record of records) {
    for (const name of names) values[next++] = (record as Record<string, number>)[name]!;
  }
  const shape: [number, number] = [records.length, 2 * names.length];
  return { names, tensor: tf.tensor2d(new Int32Array(values.buffer), shape, "int32") };
}

export async function fromStepTable({ names, tensor }: StepTable): Promise<object[]> {
  const bits = Int32Array.from(await tensor.data<"int32">());
  const values = new Float64Array(bits.buffer);
  return Array.from({ length: tensor.shape[0] }, (_, row) =>
    Object.fromEntries(names.map((name, column) => [name, values[row * names.length + column]!])),
  );
}
