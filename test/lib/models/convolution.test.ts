import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Convolution } from "../../../lib/models/convolution";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

/** The formula above the class, read literally. */
function plain(x: number[][][], weight: number[][][][], bias: number[], stride: number): number[] {
  const [height, width, kernel] = [x.length, x[0]!.length, weight.length];
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const before = (size: number, out: number) =>
    Math.floor(Math.max(0, (out - 1) * stride + kernel - size) / 2);
  const [top, left] = [before(height, rows), before(width, columns)];
  const values: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      bias.forEach((b, q) => {
        let sum = b;
        for (let u = 0; u < kernel; u++) {
          for (let v = 0; v < kernel; v++) {
            const pixel = x[i * stride + u - top]?.[j * stride + v - left] ?? [];
            pixel.forEach((value, p) => (sum += value * weight[u]![v]![p]![q]!));
          }
        }
        values.push(sum);
      });
    }
  }
  return values;
}

for (const { height, width, stride } of [
  { height: 5, width: 4, stride: 1 },
  { height: 6, width: 4, stride: 2 },
  { height: 5, width: 7, stride: 2 },
]) {
  test(`agrees with a plain loop, ${height} × ${width}, stride ${stride}`, () => {
    const layer = new Convolution({ inputs: 2, outputs: 3, kernel: 3, stride, seed: 4 });
    layer.bias.assign(tf.tensor1d([0.5, -1, 2]));
    const x = tf.randomNormal<tf.Rank.R4>([2, height, width, 2], 0, 1, "float32", 8);
    const expected = x
      .arraySync()
      .flatMap((image) => plain(image, layer.weight.arraySync(), [0.5, -1, 2], stride));
    const y = layer.apply(x);
    assert.deepEqual(y.shape, [2, Math.ceil(height / stride), Math.ceil(width / stride), 3]);
    assertClose(y.dataSync(), expected, 1e-5);
  });
}

test("its gradient is that of finite differences", () => {
  const layer = new Convolution({ inputs: 2, outputs: 3, kernel: 3, stride: 2, seed: 4 });
  const x = tf.randomNormal<tf.Rank.R2>([2, 32], 0, 1, "float32", 8);
  const weights = tf.randomNormal([2, 2, 2, 3], 0, 1, "float32", 9);
  assertGradient(
    (x) =>
      layer
        .apply(x.reshape([2, 4, 4, 2]))
        .mul(weights)
        .square()
        .sum(),
    x,
  );
});

test("initial weights: within Glorot's bounds for a kernel, the seed's own, biases 0", () => {
  const make = (seed: number) =>
    new Convolution({ inputs: 8, outputs: 16, kernel: 3, stride: 2, seed });
  const [a, b, c] = [make(1), make(1), make(2)];
  const values = a.weight.dataSync<"float32">();
  const limit = Math.sqrt(6 / (9 * (8 + 16)));
  assert.ok(values.every((w) => Math.abs(w) <= limit));
  // The variance of U(−l, l) is l²/3; its estimate from n values has standard error l² √(4 / (45 n)).
  const variance = values.reduce((s, w) => s + w * w, 0) / values.length;
  const tolerance = 4 * limit ** 2 * Math.sqrt(4 / (45 * values.length));
  assert.ok(Math.abs(variance - limit ** 2 / 3) < tolerance);
  assert.deepEqual(values, b.weight.dataSync());
  assert.notDeepEqual(values, c.weight.dataSync());
  assert.ok(a.bias.dataSync().every((value) => value === 0));
});

test("leaves no tensor behind", () => {
  const layer = new Convolution({ inputs: 1, outputs: 2, kernel: 3, stride: 2, seed: 1 });
  const x = tf.ones<tf.Rank.R4>([1, 4, 4, 1]);
  assertNoLeak(() => layer.apply(x));
});
