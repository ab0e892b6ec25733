import * as tf from "@tensorflow/tfjs";
import type { Attribute, Binding, NativeBackend, NativeTensor } from "./nativeBackend";
import { giveOwnData, idOf, typeOf, upload } from "./nativeTensors";
import { refuse } from "./refusal";

/** Where a value in a recording comes from. */
export type Source =
  | { readonly from: "argument" | "variable" | "outside" | "constant"; readonly index: number }
  | { readonly from: "node"; readonly index: number; readonly output: number };

export interface Type {
  readonly dtype: number;
  readonly shape: readonly number[];
}

export interface RecordedNode {
  readonly op: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly Source[];
  readonly outputs: readonly Type[];
}

export interface Constant extends Type {
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** What one run of a step did, as a graph. */
export interface Recording {
  readonly arguments: readonly Type[];
  readonly nodes: readonly RecordedNode[];
  readonly constants: readonly Constant[];
  /** variables that the step reads or assigns */
  readonly variables: readonly { readonly variable: tf.Variable; readonly type: Type }[];
  /** tensors from before the step that are neither arguments nor variables */
  readonly outside: readonly { readonly dataId: object; readonly type: Type }[];
  readonly results: readonly Source[];
  readonly assigned: readonly { readonly variable: number; readonly value: Source }[];
}

/** More numbers than this in one constant are a batch or a draw that was made in the step, not a constant. */
const LARGEST_CONSTANT = 4096;

/**
 * Runs a step once, as it would run without this, and records what TensorFlow does in it.
 *
 * @param step     plain tfjs code; its results
 * @param inputs   the step's arguments, each a variable or a tensor with data of its own (see `ownCopy`)
 * @throws Error if the step does what a recording cannot hold
 */
export function record<T extends readonly tf.Tensor[]>(
  backend: NativeBackend,
  inputs: readonly tf.Tensor[],
  step: () => T,
): { recording: Recording; results: T } {
  const recorder = new Recorder(backend, inputs);
  const results = recorder.run(step);
  return { recording: recorder.finish(results), results };
}

/** Whether a step is being recorded; a captured step inside it must then run as plain code. */
export const isRecording = (backend: NativeBackend): boolean => RECORDING in backend.binding;

const RECORDING = Symbol("recording");

class Recorder {
  private readonly native: Binding;
  private readonly sources = new Map<number, Source>();
  private readonly dataIds = new Map<number, object>();
  private readonly nodes: RecordedNode[] = [];
  private readonly constants: Constant[] = [];
  private readonly variables: { variable: tf.Variable; type: Type; id: number }[] = [];
  private readonly outside: { dataId: object; type: Type }[] = [];
  /** data that the step itself wrote from JavaScript */
  private readonly written = new WeakSet();
  private readonly variablesBefore: ReadonlyMap<string, tf.Variable>;
  private readonly variableOf = new Map<number, tf.Variable>();
  private readonly arguments: Type[];
  /** Counts also where the step catches it, or gets it as a promise's rejection. */
  private refusal: Error | undefined;

  constructor(
    private readonly backend: NativeBackend,
    inputs: readonly tf.Tensor[],
  ) {
    this.native = backend.binding;
    this.arguments = inputs.map((tensor, index) => {
      if (!(tensor instanceof tf.Variable)) {
        this.sources.set(idOf(backend, tensor), { from: "argument", index });
      }
      return typeOf(backend, tensor.dataId);
    });
    this.variablesBefore = new Map(Object.entries(tf.engine().registeredVariables));
    for (const variable of this.variablesBefore.values()) {
      giveOwnData(backend, variable);
      this.variableOf.set(idOf(backend, variable), variable);
    }
  }

  run<T>(step: () => T): T {
    const { backend, native } = this;
    backend.binding = Object.defineProperties(Object.create(native) as Binding, {
      [RECORDING]: { value: true },
      executeOp: { value: this.executeOp },
      createTensor: { value: this.createTensor },
      tensorDataSync: { value: this.tensorDataSync },
    });
    backend.getInputTensorIds = (tensors) => this.inputIds(tensors);
    backend.move = (dataId, ...rest) => {
      this.written.add(dataId);
      prototypeOf(backend).move.call(backend, dataId, ...rest);
    };
    try {
      return step();
    } finally {
      backend.binding = native;
      // They are the prototype's again.
      delete (backend as Partial<NativeBackend>).getInputTensorIds;
      delete (backend as Partial<NativeBackend>).move;
    }
  }

  finish(results: readonly tf.Tensor[]): Recording {
    if (this.refusal) throw this.refusal;
    const now = tf.engine().registeredVariables;
    for (const name of Object.keys(now)) {
      if (this.variablesBefore.get(name) !== now[name]) {
        throw refuse(
          `creates a variable (${name}) each time`,
          "Create variables and optimizers outside the step",
        );
      }
    }
    const sources = results.map((tensor) => this.sourceOf(tensor));
    const assigned: { variable: number; value: Source }[] = [];
    for (const [id, variable] of this.variableOf) {
      if (variable.isDisposed) {
        throw refuse(`disposes the variable ${variable.name}`, "Dispose it after the last step");
      }
      const info = this.backend.tensorMap.get(variable.dataId);
      if (info.values === null && info.id === id) continue;
      assigned.push({ variable: this.variableIndex(id), value: this.sourceOf(variable) });
    }
    return {
      arguments: this.arguments,
      nodes: this.nodes,
      constants: this.constants,
      variables: this.variables,
      outside: this.outside,
      results: sources,
      assigned,
    };
  }

  private readonly executeOp = (
    op: string,
    attributes: readonly Attribute[],
    ids: readonly number[],
    outputs: number,
  ): NativeTensor[] => {
    const inputs = ids.map((id) => this.source(id));
    const made = this.native.executeOp(op, attributes, ids, outputs);
    const index = this.nodes.length;
    made.forEach(({ id }, output) => this.sources.set(id, { from: "node", index, output }));
    this.nodes.push({ op, attributes, inputs, outputs: made });
    return made;
  };

  private readonly createTensor: Binding["createTensor"] = (shape, dtype, values) => {
    if (Array.isArray(values)) throw this.refuse("makes a tensor of strings", "Make it outside");
    const constant = { dtype, shape: [...shape], values };
    this.expectConstant(constant);
    const id = this.native.createTensor(shape, dtype, values);
    this.addConstant(id, constant);
    return id;
  };

  private readonly tensorDataSync: Binding["tensorDataSync"] = (id) => {
    const source = this.sources.get(id);
    if (source?.from === "constant") return this.native.tensorDataSync(id);
    throw this.refuse(
      "reads a tensor (dataSync, data, arraySync, print, or an operation that looks at values)",
      "Return the tensor and read it after the call",
    );
  };

  private refuse(what: string, remedy: string): Error {
    return (this.refusal = refuse(what, remedy));
  }

  private expectConstant({ values, shape }: Constant): void {
    if (values.length <= LARGEST_CONSTANT || isUniform(values)) return;
    throw this.refuse(
      `makes a tensor of ${values.length.toLocaleString("en-US")} numbers from JavaScript, shape [${shape.join(", ")}], ` +
        `which would be the same at every call`,
      "Pass it as an argument; draw chance with standardNormal or uniform and a key that is an argument",
    );
  }

  private addConstant(id: number, constant: Constant): void {
    this.sources.set(id, { from: "constant", index: this.constants.length });
    this.constants.push({ ...constant, values: constant.values.slice() });
  }

  private inputIds(tensors: readonly tf.TensorInfo[]): number[] {
    // An integer of 64 bits comes as an object without data; it is refused below.
    const known = tensors.map(({ dataId }) => dataId as object | undefined);
    for (const dataId of known) {
      if (dataId === undefined || this.written.has(dataId)) continue;
      // Data from before the step that waits for its upload is no constant of the step.
      if (this.backend.tensorMap.get(dataId).values !== null) {
        upload(this.backend, this.native, dataId);
      }
    }
    const ids = prototypeOf(this.backend).getInputTensorIds.call(this.backend, tensors);
    for (const [i, dataId] of known.entries()) if (dataId) this.dataIds.set(ids[i]!, dataId);
    return ids;
  }

  private source(id: number): Source {
    const known = this.sources.get(id);
    if (known) return known;
    if (this.variableOf.has(id)) return { from: "variable", index: this.variableIndex(id) };
    const dataId = this.dataIds.get(id);
    if (!dataId) throw this.refuse("uses a 64-bit integer", "Use int32 or float32");
    const source: Source = { from: "outside", index: this.outside.length };
    this.outside.push({ dataId, type: typeOf(this.backend, dataId) });
    this.sources.set(id, source);
    return source;
  }

  /** Of a tensor that the step leaves behind. */
  private sourceOf(tensor: tf.Tensor): Source {
    const { dataId } = tensor;
    const info = this.backend.tensorMap.get(dataId);
    if (info.values !== null) {
      const constant = {
        ...typeOf(this.backend, dataId),
        values: info.values as Constant["values"],
      };
      const isConstant = this.written.has(dataId);
      if (isConstant) this.expectConstant(constant);
      const id = upload(this.backend, this.native, dataId);
      if (isConstant) this.addConstant(id, constant);
    }
    const id = idOf(this.backend, tensor);
    this.dataIds.set(id, dataId);
    return this.source(id);
  }

  private variableIndex(id: number): number {
    const found = this.variables.findIndex((entry) => entry.id === id);
    if (found !== -1) return found;
    const variable = this.variableOf.get(id)!;
    const { dtype } = typeOf(this.backend, variable.dataId);
    return this.variables.push({ variable, type: { dtype, shape: variable.shape }, id }) - 1;
  }
}

const prototypeOf = (backend: NativeBackend): NativeBackend =>
  Object.getPrototypeOf(backend) as NativeBackend;

function isUniform(values: Constant["values"]): boolean {
  return values.every((value) => value === values[0]);
}
