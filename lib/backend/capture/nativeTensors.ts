import type * as tf from "@tensorflow/tfjs";
import type { Binding, NativeBackend } from "./nativeBackend";
import type { Type } from "./recording";

/** The native tensor that holds this one's data, uploaded now if it was not yet. */
export function idOf(backend: NativeBackend, { dataId }: Pick<tf.TensorInfo, "dataId">): number {
  const info = backend.tensorMap.get(dataId);
  return info.values === null ? info.id : upload(backend, backend.binding, dataId);
}

/** As tfjs-node does it when an operation first uses the tensor. */
export function upload(backend: NativeBackend, binding: Binding, dataId: object): number {
  const info = backend.tensorMap.get(dataId);
  info.id = binding.createTensor(info.shape, info.dtype, info.values as Float32Array);
  info.values = null;
  return info.id;
}

export function typeOf(backend: NativeBackend, dataId: object): Type {
  const { dtype, shape } = backend.tensorMap.get(dataId);
  return { dtype, shape: [...shape] };
}

/** A tensor of the same values under a native name of its own; nothing is copied. The caller disposes it. */
export function ownCopy(backend: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const { TF_ATTR_TYPE } = backend.binding;
  const id = idOf(backend, tensor);
  const { dtype } = backend.tensorMap.get(tensor.dataId);
  const attributes = [{ name: "T", type: TF_ATTR_TYPE, value: dtype }];
  return backend.createOutputTensor(backend.binding.executeOp("Identity", attributes, [id], 1)[0]!);
}

/** So that its native name belongs to this variable alone: clones and assigned tensors share it. */
export function giveOwnData(backend: NativeBackend, variable: tf.Variable): void {
  if (backend.refCount(variable.dataId) < 2) return;
  const copy = ownCopy(backend, variable);
  variable.assign(copy);
  copy.dispose();
}
