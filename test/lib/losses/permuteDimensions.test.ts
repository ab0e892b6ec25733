import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { permuteDimensions } from "../../../lib/losses/permuteDimensions";
import { assertNoLeak } from "../gradients";

before(() => backend());

/** Row and column of each value can be read from it. */
const numbered = (n: number, latent: number): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: n }, (_, i) => Array.from({ length: latent }, (_, j) => 10 * i + j)),
  );

test("rolls column j by j + 1 rows", () => {
  assert.deepEqual(permuteDimensions(numbered(4, 3)).arraySync(), [
    [10, 21, 32],
    [20, 31, 2],
    [30, 1, 12],
    [0, 11, 22],
  ]);
});

test("agrees with a plain loop for every small size, batches no larger than a code too", () => {
  for (let n = 1; n <= 7; n++) {
    for (let latent = 1; latent <= 9; latent++) {
      const z = numbered(n, latent).arraySync();
      const expected = z.map((row, i) => row.map((_, j) => z[(i + j + 1) % n]![j]!));
      assert.deepEqual(permuteDimensions(numbered(n, latent)).arraySync(), expected);
    }
  }
});

test("no two components of a row are of one image, if there are more images than dimensions", () => {
  for (const row of permuteDimensions(numbered(6, 5)).arraySync()) {
    assert.equal(new Set(row.map((value) => Math.floor(value / 10))).size, 5);
  }
});

test("leaves no tensor behind", () => {
  const z = numbered(4, 3);
  assertNoLeak(() => permuteDimensions(z));
});
