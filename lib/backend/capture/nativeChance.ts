import * as tf from "@tensorflow/tfjs";
import { KEYED_BITS } from "../../chance/keyedBits";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";

/** Of TensorFlow's generators, the one whose bits are the same with and without XLA (Salmon et al. 2011). */
const PHILOX = 1;

/** Draws from a key inside TensorFlow, as a captured step needs it. */
export const nativeChance: tf.KernelConfig = {
  kernelName: KEYED_BITS,
  backendName: "tensorflow",
  kernelFunc: ({ inputs, attrs, backend }) =>
    draw(backend as NativeBackend, inputs["key"]!, (attrs as unknown as { shape: number[] }).shape),
};

function draw(backend: NativeBackend, key: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return tf.tidy(() => {
    const native = new NativeOperations(backend);
    const { TF_INT32, TF_FLOAT } = backend.binding;
    const and = (a: number, mask: number): number[] =>
      native.run(
        "BitwiseAnd",
        [a, native.id(tf.scalar(mask, "int32"))],
        [native.type("T", TF_INT32)],
      );
    const [state, counter] = native.run(
      "StatelessRandomGetKeyCounter",
      // XLA extends the sign of a negative key and TensorFlow does not.
      and(native.id(key), 2 ** 31 - 1),
      [native.type("Tseed", TF_INT32)],
      2,
    );
    const size = native.id(tf.tensor1d(shape, "int32"));
    const algorithm = native.id(tf.scalar(PHILOX, "int32"));
    const words = native.run(
      "StatelessRandomUniformFullIntV2",
      [size, state!, counter!, algorithm],
      [native.type("dtype", TF_INT32), native.type("Tshape", TF_INT32)],
    );
    return native.finish("Cast", and(words[0]!, 2 ** 23 - 1), [
      native.type("SrcT", TF_INT32),
      native.type("DstT", TF_FLOAT),
    ]);
  });
}
