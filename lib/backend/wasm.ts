import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Engine } from "./engine";
import { installConvolutions } from "./wasmConvolution";
import { installProducts } from "./wasmProducts";

/** WebAssembly with SIMD, one thread. Needs nothing but Node. */
export const wasm: Engine = {
  name: "wasm",
  async start() {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
    if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly did not start");
    installProducts();
    installConvolutions();
    return { threads: 1, description: "WebAssembly" };
  },
};
