import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { imageSet } from "../../../lib/data";
import { activeUnits } from "../../../lib/metrics";
import type { EncoderDecoder } from "../../../lib/models";
import { assertClose } from "../gradients";

before(() => backend());

/** Images x, y; means 1000 + x, 0.1 y and 7: one far from 0, one weak, one constant. */
const model: EncoderDecoder = {
  encode: (images) =>
    tf.tidy(() => {
      const mean = images.matMul<tf.Tensor2D>(
        tf.tensor2d([
          [1, 0, 0],
          [0, 0.1, 0],
        ]),
      );
      return {
        mean: mean.add<tf.Tensor2D>(tf.tensor1d([1000, 0, 7])),
        logVariance: mean.mul<tf.Tensor2D>(0),
      };
    }),
  decode: (latent) => latent,
};
const set = imageSet(Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1, 1, 1), { height: 1, width: 2 });

test("is the variance of the posterior means, in any batches", async () => {
  for (const batchSize of [1, 2, 1000]) {
    // x: 0, 1, 0, 1, 1, and y: 0, 0, 1, 1, 1: both of variance 6/25. A float32 near 1000 is good to 6e-5.
    const { variances, count } = await activeUnits(model, set, { batchSize });
    assertClose(variances, [0.24, 0.0024, 0], 1e-4);
    assert.equal(count, 1);
  }
});

test("the threshold decides what counts", async () => {
  assert.equal((await activeUnits(model, set, { threshold: 0.002 })).count, 2);
  assert.equal((await activeUnits(model, set, { threshold: 0 })).count, 2);
});

test("stops when it is aborted, and leaves no tensor behind", async () => {
  const { numTensors } = tf.memory();
  await activeUnits(model, set);
  await assert.rejects(activeUnits(model, set, { signal: AbortSignal.abort(new Error("no")) }), {
    message: "no",
  });
  assert.equal(tf.memory().numTensors, numTensors);
});

test("refuses a negative threshold", async () => {
  await assert.rejects(activeUnits(model, set, { threshold: -1 }), {
    message: /activeUnits: threshold must be a finite number of at least 0; it is -1/,
  });
});
