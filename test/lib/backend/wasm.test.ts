import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { wasm } from "../../../lib/backend/wasm";
import { assertClose, assertNoLeak } from "../gradients";

before(() => wasm.start());

/** The product in plain JavaScript. */
function product(a: number[][], b: number[][]): number[] {
  return a.flatMap((row) => b[0]!.map((_, j) => row.reduce((s, x, k) => s + x * b[k]![j]!, 0)));
}

const transposed = (matrix: number[][]): number[][] =>
  matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));

for (const transposeA of [false, true]) {
  for (const transposeB of [false, true]) {
    const named = `a${transposeA ? "ᵀ" : ""} b${transposeB ? "ᵀ" : ""}`;
    const a = () => tf.randomNormal<tf.Rank.R2>(transposeA ? [5, 3] : [3, 5], 0, 1, "float32", 1);
    const b = () => tf.randomNormal<tf.Rank.R2>(transposeB ? [4, 5] : [5, 4], 0, 1, "float32", 2);
    const expected = () => {
      const [x, y] = [a().arraySync(), b().arraySync()];
      return product(transposeA ? transposed(x) : x, transposeB ? transposed(y) : y);
    };

    test(`${named} is right, and leaves no tensor behind`, () => {
      assertClose(tf.matMul(a(), b(), transposeA, transposeB).dataSync(), expected(), 1e-5);
      const [x, y] = [a(), b()];
      assertNoLeak(() => tf.matMul(x, y, transposeA, transposeB));
    });

    test(`${named} in a fused layer is right`, () => {
      const bias = tf.tensor1d([1, -1, 2, 0]);
      const fused = tf.fused.matMul({
        a: a(),
        b: b(),
        transposeA,
        transposeB,
        bias,
        activation: "relu",
      });
      const values = expected().map((x, i) => Math.max(0, x + [1, -1, 2, 0][i % 4]!));
      assertClose(fused.dataSync(), values, 1e-5);
    });
  }
}

test("batches of products keep their order", () => {
  const a = tf.randomNormal([2, 5, 3], 0, 1, "float32", 3);
  const b = tf.randomNormal([2, 5, 4], 0, 1, "float32", 4);
  const both = tf.matMul(a, b, true, false).dataSync();
  const apart = [0, 1].flatMap((i) => {
    const pick = (t: tf.Tensor) => t.slice([i, 0, 0], [1, -1, -1]).squeeze<tf.Tensor2D>([0]);
    return product(transposed(pick(a).arraySync()), pick(b).arraySync());
  });
  assertClose(both, apart, 1e-5);
});

test("products of any shape are right, whichever operand is the larger", () => {
  const size = fc.integer({ min: 1, max: 40 });
  const shapes = fc.tuple(size, size, size, fc.boolean(), fc.boolean());
  fc.assert(
    fc.property(shapes, ([m, k, n, transposeA, transposeB]) => {
      tf.tidy(() => {
        const a = tf.randomNormal<tf.Rank.R2>([m, k], 0, 1, "float32", 5);
        const b = tf.randomNormal<tf.Rank.R2>([k, n], 0, 1, "float32", 6);
        const [left, right] = [transposeA ? a.transpose() : a, transposeB ? b.transpose() : b];
        const result = tf.matMul(left, right, transposeA, transposeB);
        assert.deepEqual(result.shape, [m, n]);
        assertClose(result.dataSync(), product(a.arraySync(), b.arraySync()), 1e-4);
      });
    }),
    { numRuns: 50, seed: 3 },
  );
});

test("starting again repairs nothing twice", async () => {
  const { kernelFunc } = tf.getKernel("BatchMatMul", "wasm");
  await wasm.start();
  assert.equal(tf.getKernel("BatchMatMul", "wasm").kernelFunc, kernelFunc);
});
