import type * as tf from "@tensorflow/tfjs";
import {
  assign,
  CannotCompile,
  NativeFunction,
  sayCannotCompile,
  stateIds,
  type Compiler,
} from "./execution";
import type { NativeBackend, NativeTensor } from "./nativeBackend";
import { idOf } from "./nativeTensors";
import type { Recording } from "./recording";
import { stepFunction } from "./stepFunction";

/** A recorded step as a function that TensorFlow runs in one call. */
export class StepProgram {
  private native: NativeFunction;

  constructor(
    private readonly backend: NativeBackend,
    private readonly recording: Recording,
    compiler: Compiler = compilerFor(recording),
  ) {
    this.native = this.functionFor(compiler);
  }

  /** One step: the variables move on, the results are the caller's. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { backend, recording } = this;
    const ids = inputs.map((tensor) => idOf(backend, tensor));
    const outputs = this.call([...ids, ...stateIds(backend, recording)]);
    const { length } = recording.results;
    assign(backend, recording, outputs.slice(length));
    return outputs.slice(0, length).map((output) => backend.createOutputTensor(output));
  }

  dispose(): void {
    this.native.dispose();
  }

  private call(ids: readonly number[]): NativeTensor[] {
    const count = this.recording.results.length + this.recording.assigned.length;
    try {
      return this.native.call(ids, count);
    } catch (error) {
      if (!(error instanceof CannotCompile)) throw error;
      this.native.dispose();
      this.native = this.functionFor("graph");
      const outputs = this.native.call(ids, count);
      sayCannotCompile(error);
      return outputs;
    }
  }

  private functionFor(compiler: Compiler): NativeFunction {
    const { backend, recording } = this;
    return new NativeFunction(backend, stepFunction(backend.binding, recording), compiler);
  }
}

/**
 * XLA fuses the many small operations of a step. On a processor its convolutions are slower than TensorFlow's own,
 * which come from oneDNN.
 */
export function compilerFor({ nodes }: Recording): Compiler {
  return nodes.some(({ op }) => /Conv|Pool/.test(op)) ? "graph" : "xla";
}
