import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/imageSet";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";

/** All images of a set, where TensorFlow can pick a batch of them without JavaScript. */
export interface ResidentImages {
  /** [n] int32 → [n, height × width × channels], intensities in [0, 1] */
  take(indices: tf.Tensor): tf.Tensor2D;
  /** [n] int32 → [n] int32 */
  takeLabels(indices: tf.Tensor): tf.Tensor1D;
  dispose(): void;
}

/** Bytes stay bytes. TensorFlow copies them unless they begin at a multiple of 64 in memory. */
export function residentImages(
  backend: NativeBackend,
  { pixels, labels, size, height, width, channels }: ImageSet,
): ResidentImages {
  const { TF_UINT8, TF_FLOAT, TF_INT32 } = backend.binding;
  const dtype = pixels instanceof Float32Array ? TF_FLOAT : TF_UINT8;
  const resident = (values: Float32Array | Uint8Array, shape: number[], dtype: number) => {
    const id = backend.binding.createTensor(shape, dtype, values);
    return tf.keep(backend.createOutputTensor({ id, dtype, shape }));
  };
  const allPixels = resident(pixels, [size, height * width * channels], dtype);
  const allLabels = resident(labels, [size], TF_UINT8);
  const take = (from: tf.Tensor, indices: tf.Tensor, stored: number, wanted: number): tf.Tensor => {
    const native = new NativeOperations(backend);
    const axis = tf.scalar(0, "int32");
    const picked = native.run(
      "GatherV2",
      [native.id(from), native.id(indices), native.id(axis)],
      [
        native.type("Tparams", stored),
        native.type("Tindices", TF_INT32),
        native.type("Taxis", TF_INT32),
      ],
    );
    return native.finish("Cast", picked, [
      native.type("SrcT", stored),
      native.type("DstT", wanted),
    ]);
  };
  return {
    take: (indices) =>
      tf.tidy(() => {
        const floats = take(allPixels, indices, dtype, TF_FLOAT);
        return (dtype === TF_UINT8 ? floats.div(255) : floats) as tf.Tensor2D;
      }),
    takeLabels: (indices) =>
      tf.tidy(() => take(allLabels, indices, TF_UINT8, TF_INT32) as tf.Tensor1D),
    dispose: () => {
      tf.dispose([allPixels, allLabels]);
    },
  };
}
