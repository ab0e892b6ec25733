import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Convolution } from "../../../lib/models/convolution";
import { TransposedConvolution } from "../../../lib/models/transposedConvolution";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

/** The formula above the class, read literally: every pixel stamps its kernel. */
function plain(x: number[][][], weight: number[][][][], bias: number[], stride: number): number[] {
  const [height, width, kernel] = [x.length * stride, x[0]!.length * stride, weight.length];
  const before = Math.floor(Math.max(0, kernel - stride) / 2);
  const y = Array.from({ length: height }, () => Array.from({ length: width }, () => [...bias]));
  x.forEach((row, i) => {
    row.forEach((pixel, j) => {
      weight.forEach((stamps, u) => {
        stamps.forEach((stamp, v) => {
          const target = y[i * stride + u - before]?.[j * stride + v - before];
          if (!target) return;
          stamp.forEach((weights, q) => {
            weights.forEach((w, p) => (target[q]! += pixel[p]! * w));
          });
        });
      });
    });
  });
  return y.flat(2);
}

for (const stride of [1, 2, 3]) {
  test(`agrees with a plain loop, stride ${stride}`, () => {
    const options = { inputs: 2, outputs: 3, kernel: 3, stride, seed: 4 };
    const layer = new TransposedConvolution(options);
    layer.bias.assign(tf.tensor1d([0.5, -1, 2]));
    const x = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, "float32", 8);
    const expected = x
      .arraySync()
      .flatMap((image) => plain(image, layer.weight.arraySync(), [0.5, -1, 2], stride));
    const y = layer.apply(x);
    assert.deepEqual(y.shape, [2, 3 * stride, 4 * stride, 3]);
    assertClose(y.dataSync(), expected, 1e-5);
  });
}

test("is the transpose of a convolution: ⟨y, A x⟩ = ⟨Aᵀ y, x⟩", () => {
  const forth = new Convolution({ inputs: 3, outputs: 2, kernel: 3, stride: 2, seed: 1 });
  const back = new TransposedConvolution({ inputs: 2, outputs: 3, kernel: 3, stride: 2, seed: 2 });
  back.weight.assign(forth.weight);
  const x = tf.randomNormal<tf.Rank.R4>([1, 6, 4, 3], 0, 1, "float32", 5);
  const y = tf.randomNormal<tf.Rank.R4>([1, 3, 2, 2], 0, 1, "float32", 6);
  const inner = (a: tf.Tensor, b: tf.Tensor) => a.mul(b).sum().dataSync();
  assertClose(inner(back.apply(y), x), inner(y, forth.apply(x)), 1e-5);
});

test("its gradient is that of finite differences", () => {
  const options = { inputs: 2, outputs: 1, kernel: 3, stride: 2, seed: 4 };
  const layer = new TransposedConvolution(options);
  const x = tf.randomNormal<tf.Rank.R2>([2, 8], 0, 1, "float32", 8);
  const weights = tf.randomNormal([2, 4, 4, 1], 0, 1, "float32", 9);
  assertGradient(
    (x) =>
      layer
        .apply(x.reshape([2, 2, 2, 2]))
        .mul(weights)
        .square()
        .sum(),
    x,
  );
});

test("leaves no tensor behind", () => {
  const options = { inputs: 1, outputs: 2, kernel: 3, stride: 2, seed: 1 };
  const layer = new TransposedConvolution(options);
  const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  assertNoLeak(() => layer.apply(x));
});
