import type * as tf from "@tensorflow/tfjs";
import { callKernel, free, installKernel, type WasmCall, type WasmKernel } from "./wasmKernel";

/**
 * Matrix products with a transposed operand take a scalar path in this engine, about 15 times slower.
 * Transposing the operand first, with the engine's own kernel, keeps them on the fast path.
 */
export function installProducts(): void {
  installKernel("BatchMatMul", (product) => (call) => {
    const mirrored = mirroredIsCheaper(call);
    return mirrored ? mirroredProduct(product!, call) : untransposedProduct(product!, call);
  });
  installKernel("_FusedMatMul", (product) => (call) => untransposedProduct(product!, call));
}

/** a b, with what has to be transposed transposed beforehand. */
function untransposedProduct(product: WasmKernel, call: WasmCall): tf.TensorInfo {
  const { backend } = call;
  const inputs = { ...call.inputs };
  const temporary: tf.TensorInfo[] = [];
  for (const [operand, flag] of [
    ["a", "transposeA"],
    ["b", "transposeB"],
  ] as const) {
    if (call.attrs[flag] !== true) continue;
    inputs[operand] = transpose(inputs[operand]!, call);
    temporary.push(inputs[operand]);
  }
  const attrs = { ...call.attrs, transposeA: false, transposeB: false };
  const result = product({ inputs, attrs, backend });
  free(backend, ...temporary);
  return result;
}

/** a b = (bᵀ aᵀ)ᵀ */
function mirroredProduct(product: WasmKernel, call: WasmCall): tf.TensorInfo {
  const { inputs, attrs, backend } = call;
  const mirrored = untransposedProduct(product, {
    inputs: { a: inputs["b"]!, b: inputs["a"]! },
    attrs: {
      ...attrs,
      transposeA: attrs["transposeB"] !== true,
      transposeB: attrs["transposeA"] !== true,
    },
    backend,
  });
  const result = transpose(mirrored, call);
  free(backend, mirrored);
  return result;
}

/**
 * The engine rearranges its right operand before it multiplies, which takes about five times as long as transposing it.
 * Where the right operand is the larger one, by far, the mirrored product is faster.
 */
function mirroredIsCheaper({ inputs, attrs }: WasmCall): boolean {
  const [a, b] = [inputs["a"]!.shape, inputs["b"]!.shape];
  if (a.slice(0, -2).some((size) => size !== 1) || b.slice(0, -2).some((size) => size !== 1))
    return false;
  const [aT, bT] = [attrs["transposeA"] === true, attrs["transposeB"] === true];
  const [sizeA, sizeB] = [size(a), size(b)];
  const sizeOfResult = a.at(aT ? -1 : -2)! * b.at(bT ? -2 : -1)!;
  const direct = REARRANGING * sizeB + (aT ? sizeA : 0) + (bT ? sizeB : 0);
  const mirrored = REARRANGING * sizeA + (aT ? 0 : sizeA) + (bT ? 0 : sizeB) + sizeOfResult;
  return mirrored < direct;
}

/** The time to rearrange a value over the time to transpose it. */
const REARRANGING = 5;

const size = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/** Swaps the last two axes. */
function transpose(x: tf.TensorInfo, { backend }: WasmCall): tf.TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return callKernel("Transpose", { x }, { perm }, backend);
}
