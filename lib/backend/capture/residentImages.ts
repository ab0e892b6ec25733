import * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../../data/imageSet";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";

/** All images of a set, where TensorFlow can pick a batch of them without JavaScript. */
export interface ResidentImages {
  /** [n] int32 → [n, height × width × channels], intensities in [0, 1] */
  take(indices: tf.Tensor): tf.Tensor2D;
  dispose(): void;
}

/** Bytes stay bytes. TensorFlow copies them unless they begin at a multiple of 64 in memory. */
export function residentImages(
  backend: NativeBackend,
  { pixels, size, height, width, channels }: ImageSet,
): ResidentImages {
  const { TF_UINT8, TF_FLOAT, TF_INT32 } = backend.binding;
  const dtype = pixels instanceof Float32Array ? TF_FLOAT : TF_UINT8;
  const shape = [size, height * width * channels];
  const id = backend.binding.createTensor(shape, dtype, pixels);
  const resident = tf.keep(backend.createOutputTensor({ id, dtype, shape }));
  return {
    take: (indices) =>
      tf.tidy(() => {
        const native = new NativeOperations(backend);
        const axis = tf.scalar(0, "int32");
        const picked = native.run(
          "GatherV2",
          [native.id(resident), native.id(indices), native.id(axis)],
          [
            native.type("Tparams", dtype),
            native.type("Tindices", TF_INT32),
            native.type("Taxis", TF_INT32),
          ],
        );
        const floats = native.finish("Cast", picked, [
          native.type("SrcT", dtype),
          native.type("DstT", TF_FLOAT),
        ]);
        return (dtype === TF_UINT8 ? floats.div(255) : floats) as tf.Tensor2D;
      }),
    dispose: () => {
      resident.dispose();
    },
  };
}
