import * as tf from "@tensorflow/tfjs";
import { keyedKernels } from "../../chance/keyed";
import type { NativeBackend } from "./nativeBackend";
import { NativeOperations } from "./nativeOperation";
import { isRecording } from "./recording";

/** Of TensorFlow's generators, the one whose bits are the same with and without XLA (Salmon et al. 2011). */
const PHILOX = 1;

/** u = (k + ½) / 2²³ with k from the key: never 0 or 1. */
export const nativeUniform = kernel(keyedKernels.uniform, (k) => k.add(0.5).mul(2 ** -23));

/** √2 erf⁻¹(2u − 1), at most 5.2 in size; 2u − 1 is exact in single precision, and never ±1. */
export const nativeNormal = kernel(keyedKernels.normal, (k, backend) => {
  const symmetric = k
    .mul(2)
    .sub(2 ** 23 - 1)
    .mul(2 ** -23);
  const native = new NativeOperations(backend);
  const type = native.type("T", backend.binding.TF_FLOAT);
  return native.finish("Erfinv", [native.id(symmetric)], [type]).mul(Math.SQRT2);
});

function kernel(
  kernelName: string,
  shaped: (k: tf.Tensor, backend: NativeBackend) => tf.Tensor,
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { shape } = attrs as unknown as { shape: number[] };
      const native = backend as NativeBackend;
      return tf.tidy(() => shaped(keyedBits(native, inputs["key"]!, shape), native));
    },
  };
}

/** Whole numbers in [0, 2²³), each equally likely, as float32. */
function keyedBits(backend: NativeBackend, key: tf.TensorInfo, shape: number[]): tf.Tensor {
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
  const bits = isRecording(backend) ? drawnOnce(backend, native, words[0]!, shape) : words[0]!;
  return native.finish("Cast", and(bits, 2 ** 23 - 1), [
    native.type("SrcT", TF_INT32),
    native.type("DstT", TF_FLOAT),
  ]);
}

/**
 * The same numbers, for XLA: it would put the generator into each loop that reads them, and draw them again for every
 * element of a product (a step with `binarize` then takes five times as long). A cumulative sum it leaves alone;
 * the first of two equal rows is the sum of itself.
 */
function drawnOnce(
  backend: NativeBackend,
  native: NativeOperations,
  words: number,
  shape: number[],
): number {
  const { TF_INT32, TF_ATTR_BOOL } = backend.binding;
  const type = native.type("T", TF_INT32);
  const ints = (values: number[]): number => native.id(tf.tensor1d(values, "int32"));
  const no = (name: string) => ({ name, type: TF_ATTR_BOOL, value: false });
  const [rows] = native.run(
    "BroadcastTo",
    [words, ints([2, ...shape])],
    [type, native.type("Tidx", TF_INT32)],
  );
  const [sums] = native.run(
    "Cumsum",
    [rows!, native.id(tf.scalar(0, "int32"))],
    [no("exclusive"), no("reverse"), type, native.type("Tidx", TF_INT32)],
  );
  const [first] = native.run(
    "Slice",
    [sums!, ints([0, ...shape.map(() => 0)]), ints([1, ...shape])],
    [type, native.type("Index", TF_INT32)],
  );
  return native.run("Reshape", [first!, ints(shape)], [type, native.type("Tshape", TF_INT32)])[0]!;
}
