import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { evaluate } from "../../../lib/training";
import { bars } from "./images";

before(() => backend());

const set = bars(30);
const vae = () => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });

test("the KL does not depend on the batch size, and every image counts once", async () => {
  const model = vae();
  const whole = await evaluate(model, set, { batchSize: 30 });
  const parts = await evaluate(model, set, { batchSize: 7 });
  assert.ok(Math.abs(whole.rate - parts.rate) < 1e-5);
});

test("β weighs the loss and leaves the bound alone", async () => {
  const model = vae();
  const one = await evaluate(model, set, { beta: 1 });
  const four = await evaluate(model, set, { beta: 4 });
  assert.equal(four.negativeElbo, one.negativeElbo);
  assert.ok(Math.abs(four.loss - (one.distortion + 4 * one.rate)) < 1e-4);
});

test("the same seed gives the same numbers; an abort is thrown; nothing leaks", async () => {
  const model = vae();
  const before = tf.memory().numTensors;
  assert.deepEqual(await evaluate(model, set), await evaluate(model, set));
  await assert.rejects(evaluate(model, set, { signal: AbortSignal.abort() }), {
    name: "AbortError",
  });
  assert.equal(tf.memory().numTensors, before);
});
