import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** What a kernel is called with. */
export interface WasmCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: BackendWasm;
}

export type WasmKernel = (call: WasmCall) => tf.TensorInfo;

/** Calls one of the engine's kernels. The caller frees the result. */
export function callKernel(
  kernelName: string,
  inputs: Record<string, tf.TensorInfo>,
  attrs: Record<string, unknown>,
  backend: BackendWasm,
): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel(kernelName, "wasm");
  return kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend }) as tf.TensorInfo;
}

/** The same memory in another shape. It is not counted: free the original, and not this one. */
export function view(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { dataId: tensor.dataId, dtype: tensor.dtype, shape };
}

/** The values where they lie. Growing memory moves them, so allocate first and look afterwards. */
export function valuesOf(tensor: tf.TensorInfo, backend: BackendWasm): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

export function free(backend: BackendWasm, ...tensors: readonly tf.TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId);
}

const OURS = Symbol.for("vae-cookbook.wasmKernel");

/**
 * Puts a kernel in the place of the engine's own, once; `make` gets the engine's, if there is one.
 * Engines are shared by the process: whoever starts this one again finds the kernel in place.
 */
export function installKernel(
  kernelName: string,
  make: (original: WasmKernel | undefined) => WasmKernel,
): void {
  const present = tf
    .getKernelsForBackend("wasm")
    .find((kernel) => kernel.kernelName === kernelName);
  if (present && OURS in present) return;
  if (present) tf.unregisterKernel(kernelName, "wasm");
  const ours = {
    ...present,
    kernelName,
    backendName: "wasm",
    kernelFunc: make(
      present?.kernelFunc as unknown as WasmKernel | undefined,
    ) as unknown as tf.KernelFunc,
    [OURS]: true,
  };
  tf.registerKernel(ours);
}
