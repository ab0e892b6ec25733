import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { wasm } from "../../../lib/backend/wasm";
import { assertClose, assertNoLeak } from "../gradients";

before(() => wasm.start());

interface Case {
  images: number;
  height: number;
  width: number;
  inputs: number;
  outputs: number;
  kernel: [number, number];
  stride: [number, number];
  pad: "same" | "valid" | tf.backend_util.ExplicitPadding;
}

const upTo = (max: number) => fc.integer({ min: 1, max });
const padding = fc.integer({ min: 0, max: 2 });
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    images: upTo(3),
    height: upTo(8),
    width: upTo(8),
    inputs: upTo(3),
    outputs: upTo(4),
    kernel: fc.tuple(upTo(4), upTo(4)),
    stride: fc.tuple(upTo(3), upTo(3)),
    pad: fc.oneof(
      fc.constantFrom("same" as const, "valid" as const),
      fc
        .tuple(padding, padding, padding, padding)
        .map(([top, bottom, left, right]): tf.backend_util.ExplicitPadding => [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ]),
    ),
  })
  .filter(({ height, width, kernel, pad }) => {
    const [vertical, horizontal] = typeof pad === "string" ? [[], []] : [pad[1], pad[2]];
    const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0);
    return (
      pad === "same" ||
      (kernel[0] <= height + sum(vertical) && kernel[1] <= width + sum(horizontal))
    );
  });

/** A convolution, the transposed one, and the gradients of both, on one engine. */
async function values(engine: string, of: Case): Promise<Record<string, Float32Array>> {
  await tf.setBackend(engine);
  const { images, height, width, inputs, outputs, kernel, stride, pad } = of;
  return tf.tidy(() => {
    const random = (shape: number[], seed: number) =>
      tf.tensor(pseudoRandom(tf.util.sizeFromShape(shape), seed), shape);
    const x = random([images, height, width, inputs], 1) as tf.Tensor4D;
    const filter = random([...kernel, inputs, outputs], 2) as tf.Tensor4D;
    const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad);
    const convolved = convolve(x, filter);
    const weights = random(convolved.shape, 3);
    const [forX, forFilter] = tf.grads((x, filter) => convolve(x, filter).mul(weights).sum())([
      x,
      filter,
    ]);
    const read = (tensor: tf.Tensor) => tensor.dataSync<"float32">().slice();
    const result = { convolved: read(convolved), forX: read(forX!), forFilter: read(forFilter!) };
    if (typeof pad !== "string") return result;
    const transpose = (y: tf.Tensor, filter: tf.Tensor) =>
      tf.conv2dTranspose(y as tf.Tensor4D, filter as tf.Tensor4D, x.shape, stride, pad);
    const [forY, forTransposed] = tf.grads((y, filter) => transpose(y, filter).mul(x).sum())([
      weights,
      filter,
    ]);
    return {
      ...result,
      transposed: read(transpose(weights, filter)),
      forY: read(forY!),
      forTransposed: read(forTransposed!),
    };
  });
}

/** In [−1, 1), the same on every engine. */
function pseudoRandom(length: number, seed: number): Float32Array {
  let state = seed * 7919;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}

async function assertAgrees(of: Case): Promise<void> {
  const [ours, plain] = [await values("wasm", of), await values("cpu", of)];
  for (const [name, expected] of Object.entries(plain)) {
    assert.ok(expected.length > 0);
    assertClose(ours[name]!, expected, 1e-4);
  }
}

test("convolutions, transposed ones and their gradients are those of plain JavaScript", async () => {
  await fc.assert(fc.asyncProperty(anyCase, assertAgrees), { numRuns: 60, seed: 5 });
});

test("so are those of so many images that they are worked through in groups", () =>
  assertAgrees({
    images: 41,
    height: 28,
    width: 28,
    inputs: 2,
    outputs: 2,
    kernel: [3, 3],
    stride: [1, 1],
    pad: "same",
  }));

test("a dilated convolution is right; its gradient is refused", async () => {
  const convolve = (x: tf.Tensor) => {
    const filter = tf.tensor4d(pseudoRandom(18, 2), [3, 3, 1, 2]);
    return tf.conv2d(x as tf.Tensor4D, filter, 1, "same", "NHWC", 2);
  };
  const of = async (engine: string) => {
    await tf.setBackend(engine);
    return tf.tidy(() => convolve(tf.tensor4d(pseudoRandom(35, 1), [1, 7, 5, 1])).dataSync());
  };
  const plain = await of("cpu");
  assertClose(await of("wasm"), plain, 1e-5);
  assert.throws(() => tf.grad(convolve)(tf.ones([1, 7, 5, 1])), /dilation rates greater than 1/);
});

test("leaves no tensor and no memory behind", async () => {
  await tf.setBackend("wasm");
  const x = tf.ones<tf.Rank.R4>([2, 6, 6, 3]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 2]);
  const gradients = () =>
    tf.grads((x, filter) =>
      tf
        .conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 2, "same")
        .square()
        .sum(),
    )([x, filter]);
  assertNoLeak(gradients);
  const before = tf.engine().backend.numDataIds();
  tf.dispose(gradients());
  assert.equal(tf.engine().backend.numDataIds(), before);
});

test("refuses images with their channels first", async () => {
  await tf.setBackend("wasm");
  const [dy, filter] = [tf.ones([1, 1, 4, 4]), tf.ones([1, 1, 1, 1])];
  const call = () =>
    tf
      .engine()
      .runKernel(
        "Conv2DBackpropInput",
        { dy, filter },
        { strides: 1, pad: "same", dataFormat: "NCHW", inputShape: [1, 1, 4, 4] },
      );
  assert.throws(call, { name: "RangeError", message: /NHWC, not NCHW\. Put the channels last/ });
});
