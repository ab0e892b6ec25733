import * as tf from "@tensorflow/tfjs";
import { nativeBackend } from "./nativeBackend";
import { nativeNormal, nativeUniform } from "./nativeChance";
import { nativeGather } from "./nativeGather";

/** Gives the native engine the kernels that captured steps need. */
export function registerNative(): void {
  if (!nativeBackend()) return;
  for (const kernel of [nativeUniform, nativeNormal, nativeGather]) {
    const known = tf.getKernelsForBackend(kernel.backendName);
    if (known.some(({ kernelName }) => kernelName === kernel.kernelName)) {
      tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    }
    tf.registerKernel(kernel);
  }
}
