import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { models, operationsOfStep, stepsOfEpoch } from "../../../bench/engines/models";
import { ConvolutionalVae, Vae } from "../../../lib/models";

before(() => tf.setBackend("cpu"));

/** Multiplications of one image: a weight is used once for each position of its layer, the smaller of its two sides. */
const positions: Record<string, number> = {
  "encoder/convolution0/weight": 14 * 14,
  "encoder/convolution1/weight": 7 * 7,
  "decoder/convolution0/weight": 7 * 7,
  "decoder/convolution1/weight": 14 * 14,
  "decoder/logits/weight": 28 * 28,
};

test("operations of a step, counted from the library's own models", () => {
  for (const model of models) {
    const convolutional = model.network === "convolution";
    const vae = convolutional ? new ConvolutionalVae() : new Vae();
    const counts = Object.entries(vae.weights)
      .filter(([name]) => name.endsWith("/weight"))
      .map(([name, { size }]) => size * (convolutional ? (positions[name] ?? 1) : 1));
    const forward = counts.reduce((sum, count) => sum + count, 0);
    // No gradient is needed with respect to the images.
    const backward = 2 * forward - counts[0]!;
    assert.equal(operationsOfStep(model), 2 * model.batch * (forward + backward), model.id);
    assert.equal(vae.config.latent, model.latent);
    vae.dispose();
  }
});

test("an epoch is every image once", () => {
  assert.deepEqual(models.map(stepsOfEpoch), [600, 60, 469]);
});
