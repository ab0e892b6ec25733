import * as tf from "@tensorflow/tfjs";
import { gatherPatches, piecesOf, scatterPatches } from "./wasmPatches";
import { callKernel, free, installKernel, valuesOf, view, type WasmCall } from "./wasmKernel";

/** Patches are made for some images at a time, about so many values, so that they stay in the processor's cache. */
const VALUES = 2 ** 18;

/**
 * The gradients of a convolution, as products of matrices. The engine has none for the filter, and the one for the
 * input, which is the transposed convolution too, is several times slower. The convolution itself is the engine's.
 */
export function installConvolutions(): void {
  installKernel("Conv2DBackpropFilter", () => filterGradient);
  installKernel("Conv2DBackpropInput", () => inputGradient);
  installKernel("Conv2D", (convolve) => (call) => convolve!(withExplicitPadding(call)));
}

/** With "same" padding and a stride beyond the filter's size the engine gives zeros; with the same padding in numbers it does not. */
function withExplicitPadding(call: WasmCall): WasmCall {
  const { inputs, attrs } = call;
  if (attrs["pad"] !== "same" || attrs["dataFormat"] !== "NHWC") return call;
  const { padInfo } = convolutionInfo(inputs["x"]!.shape, inputs["filter"]!.shape, attrs);
  const { top, bottom, left, right } = padInfo;
  const none = [0, 0];
  return { ...call, attrs: { ...attrs, pad: [none, [top, bottom], [left, right], none] } };
}

/** dW = Σ patches(x)ᵀ dy */
function filterGradient({ inputs, attrs, backend }: WasmCall): tf.TensorInfo {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const filterShape = attrs["filterShape"] as Shape4D;
  const { groups, imageSize, patchSize, patchesAnImage, pieces } = plan(
    x.shape,
    filterShape,
    attrs,
  );
  let sum: tf.TensorInfo | undefined;
  for (const { start, count } of groups) {
    const b = someRows(dy, start * patchesAnImage, count * patchesAnImage, backend);
    const a = backend.makeOutput([count * patchesAnImage, patchSize], "float32");
    const [images, patches] = [valuesOf(x, backend), valuesOf(a, backend).fill(0)];
    for (let i = 0; i < count; i++) {
      const image = part(images, start + i, imageSize);
      gatherPatches(image, part(patches, i, patchSize * patchesAnImage), pieces);
    }
    const term = callKernel("BatchMatMul", { a, b }, { transposeA: true }, backend);
    free(backend, a, b);
    const before = sum;
    sum = before ? callKernel("Add", { a: before, b: term }, {}, backend) : term;
    if (before) free(backend, before, term);
  }
  return { ...sum!, shape: filterShape };
}

/** dx: the rows of dy Wᵀ are the gradients of the patches; each is added where the patch was taken from. */
function inputGradient({ inputs, attrs, backend }: WasmCall): tf.TensorInfo {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
  const inputShape = attrs["inputShape"] as Shape4D;
  const filterShape = filter.shape as Shape4D;
  const { groups, imageSize, patchSize, patchesAnImage, pieces } = plan(
    inputShape,
    filterShape,
    attrs,
  );
  const result = backend.makeOutput(inputShape, "float32");
  valuesOf(result, backend).fill(0);
  // Transposed once here, so that all groups share what the engine prepares for this operand.
  const x = view(filter, [patchSize, filterShape[3]]);
  const b = callKernel("Transpose", { x }, { perm: [1, 0] }, backend);
  for (const { start, count } of groups) {
    const a = someRows(dy, start * patchesAnImage, count * patchesAnImage, backend);
    const product = callKernel("BatchMatMul", { a, b }, {}, backend);
    const [images, patches] = [valuesOf(result, backend), valuesOf(product, backend)];
    for (let i = 0; i < count; i++) {
      const image = part(images, start + i, imageSize);
      scatterPatches(part(patches, i, patchSize * patchesAnImage), image, pieces);
    }
    free(backend, a, product);
  }
  free(backend, b);
  return result;
}

type Shape4D = [number, number, number, number];

interface Plan {
  /** the images, some at a time */
  groups: { start: number; count: number }[];
  /** values */
  imageSize: number;
  /** values */
  patchSize: number;
  patchesAnImage: number;
  /** what an image and its patches have in common */
  pieces: Int32Array;
}

function plan(inputShape: number[], filterShape: number[], attrs: WasmCall["attrs"]): Plan {
  const dataFormat = attrs["dataFormat"] as string;
  if (dataFormat !== "NHWC") {
    throw new RangeError(
      `WebAssembly: the gradient of a convolution takes images as NHWC, not ${dataFormat}. ` +
        `Put the channels last.`,
    );
  }
  const info = convolutionInfo(inputShape, filterShape, attrs);
  const patchSize = info.filterHeight * info.filterWidth * info.inChannels;
  const patchesAnImage = info.outHeight * info.outWidth;
  const atOnce = Math.max(1, Math.floor(VALUES / (patchesAnImage * patchSize)));
  const groups = [];
  for (let start = 0; start < info.batchSize; start += atOnce) {
    groups.push({ start, count: Math.min(atOnce, info.batchSize - start) });
  }
  const imageSize = info.inHeight * info.inWidth * info.inChannels;
  return { groups, imageSize, patchSize, patchesAnImage, pieces: piecesOf(info) };
}

/** Sizes and padding. A gradient has no dilations: TensorFlow.js refuses that of a dilated convolution. */
function convolutionInfo(
  inputShape: number[],
  filterShape: number[],
  attrs: WasmCall["attrs"],
): tf.backend_util.Conv2DInfo {
  return tf.backend_util.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attrs["strides"] as [number, number],
    (attrs["dilations"] as [number, number] | undefined) ?? 1,
    attrs["pad"] as "same",
    attrs["dimRoundingMode"] as "floor",
  );
}

/** Some rows of a tensor, a row being its last axis. The engine's own slice copies the whole tensor first. */
function someRows(
  x: tf.TensorInfo,
  start: number,
  count: number,
  backend: WasmCall["backend"],
): tf.TensorInfo {
  const width = x.shape.at(-1)!;
  const rows = backend.makeOutput([count, width], "float32");
  const all = valuesOf(x, backend);
  valuesOf(rows, backend).set(all.subarray(start * width, (start + count) * width));
  return rows;
}

/** The i-th of equal parts. */
function part(values: Float32Array, i: number, size: number): Float32Array {
  return values.subarray(i * size, (i + 1) * size);
}
