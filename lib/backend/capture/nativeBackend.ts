import * as tf from "@tensorflow/tfjs";

/** An attribute of an operation, as tfjs-node's kernels write it. `type` is one of the binding's `TF_ATTR_…`. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor that TensorFlow holds. `dtype` is TensorFlow's number for it, as in its protocol buffers. */
export interface NativeTensor {
  readonly id: number;
  readonly dtype: number;
  readonly shape: readonly number[];
}

type Values = Float32Array | Int32Array | Uint8Array;

/** The compiled binding: tfjs-node's, and the four functions of ../native/binding.cc. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  createTensor(shape: readonly number[], dtype: number, values: Values | Uint8Array[]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Values;
  addFunction(definition: Uint8Array): void;
  removeFunction(name: string): void;
  freeMemory(): void;
  opList(): Uint8Array;
}

/** What capturing uses of tfjs-node's backend, whose own types do not name it. */
export interface NativeBackend extends tf.KernelBackend {
  binding: Binding;
  readonly tensorMap: {
    /** `values` wait to be uploaded; after that they are null and `id` names the native tensor. */
    has(dataId: object): boolean;
    get(dataId: object): { id: number; shape: number[]; dtype: number; values: unknown };
  };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void;
}

/** The native engine, if it is the one in use and its binding knows functions. */
export function nativeBackend(): NativeBackend | undefined {
  if (tf.getBackend() !== "tensorflow") return undefined;
  const backend = tf.backend() as NativeBackend;
  return "freeMemory" in backend.binding ? backend : undefined;
}
