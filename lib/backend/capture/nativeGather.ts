import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";

/**
 * `tf.gather` without reading the indices in JavaScript, so that it can be captured. TensorFlow itself refuses an
 * index that is out of bounds; a function compiled by XLA takes the nearest one.
 */
export const nativeGather: tf.KernelConfig = {
  kernelName: "GatherV2",
  backendName: "tensorflow",
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
    const x = inputs["x"]!;
    const indices = inputs["indices"]!;
    const native = new NativeOperations(backend as NativeBackend);
    const { binding, tensorMap } = backend as NativeBackend;
    return tf.tidy(() => {
      const ids = [x, indices, tf.scalar(axis, "int32")].map((tensor) => native.id(tensor));
      return native.finish("GatherV2", ids, [
        { name: "batch_dims", type: binding.TF_ATTR_INT, value: batchDims },
        native.type("Tparams", tensorMap.get(x.dataId).dtype),
        native.type("Tindices", tensorMap.get(indices.dataId).dtype),
        native.type("Taxis", binding.TF_INT32),
      ]);
    });
  },
};
