import type * as tf from "@tensorflow/tfjs";
import { ERFINV } from "../../chance/inverseErf";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";

/** erf⁻¹ as one operation. */
export const nativeErfinv: tf.KernelConfig = {
  kernelName: ERFINV,
  backendName: "tensorflow",
  kernelFunc: ({ inputs, backend }) => {
    const native = new NativeOperations(backend as NativeBackend);
    const type = native.type("T", (backend as NativeBackend).binding.TF_FLOAT);
    return native.finish("Erfinv", [native.id(inputs["x"]!)], [type]);
  },
};
