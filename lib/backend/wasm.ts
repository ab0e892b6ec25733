import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine";

/** WebAssembly with SIMD, one thread. Needs nothing but Node. */
export const wasm: Engine = {
  name: "wasm",
  async start() {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
    if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly did not start");
    transposeBeforeProducts();
    return { threads: 1, description: "WebAssembly" };
  },
};

const REPAIRED = Symbol.for("vae-cookbook.transposeBeforeProducts");

/**
 * Matrix products with a transposed operand take a scalar path in this engine, about 15 times slower.
 * Transposing the operand first, with the engine's own kernel, keeps them on the fast path.
 */
function transposeBeforeProducts(): void {
  for (const kernelName of ["BatchMatMul", "_FusedMatMul"]) {
    const kernel = tf.getKernel(kernelName, "wasm");
    if (REPAIRED in kernel) continue;
    const repaired = {
      ...kernel,
      [REPAIRED]: true,
      kernelFunc: (call: Parameters<typeof kernel.kernelFunc>[0]) => {
        const attrs = { ...call.attrs };
        const inputs = { ...call.inputs };
        const temporary: tf.TensorInfo[] = [];
        for (const [operand, flag] of [
          ["a", "transposeA"],
          ["b", "transposeB"],
        ] as const) {
          if (attrs[flag] !== true) continue;
          const transposed = transpose(inputs[operand]!, call.backend);
          temporary.push(transposed);
          inputs[operand] = transposed;
          attrs[flag] = false;
        }
        const product = kernel.kernelFunc({ ...call, inputs, attrs });
        for (const { dataId } of temporary) (call.backend as tf.KernelBackend).disposeData(dataId);
        return product;
      },
    };
    tf.unregisterKernel(kernelName, "wasm");
    tf.registerKernel(repaired);
  }
}

/** Swaps the last two axes. */
function transpose(x: tf.TensorInfo, backend: object): tf.TensorInfo {
  const perm = x.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  const { kernelFunc } = tf.getKernel("Transpose", "wasm");
  return kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
}
