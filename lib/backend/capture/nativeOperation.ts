import type * as tf from "@tensorflow/tfjs";
import type { Attribute, NativeBackend } from "./nativeBackend";

/**
 * TensorFlow's operations beyond those of tfjs, on types that tfjs does not have (uint8, uint64). What is made on the
 * way is freed by `finish`; in a recorded step they are nodes like all others.
 */
export class NativeOperations {
  private readonly made: number[] = [];

  constructor(private readonly backend: NativeBackend) {}

  /** A tensor of tfjs as an input. */
  id(tensor: tf.TensorInfo): number {
    return this.backend.getInputTensorIds([tensor])[0]!;
  }

  /** The first outputs of an operation. */
  run(
    op: string,
    inputs: readonly number[],
    attributes: readonly Attribute[],
    outputs = 1,
  ): number[] {
    const made = this.backend.binding.executeOp(op, attributes, inputs, outputs);
    this.made.push(...made.map(({ id }) => id));
    return made.map(({ id }) => id);
  }

  /** The last operation's one output, for tfjs. */
  finish(op: string, inputs: readonly number[], attributes: readonly Attribute[]): tf.Tensor {
    const [output] = this.backend.binding.executeOp(op, attributes, inputs, 1);
    for (const id of this.made) this.backend.binding.deleteTensor(id);
    return this.backend.createOutputTensor(output!);
  }

  type(name: string, dtype: number): Attribute {
    return { name, type: this.backend.binding.TF_ATTR_TYPE, value: dtype };
  }
}
