import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { backend } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { loadWeights, saveWeights } from "../../../lib/pretrained/weightsFolder";

let folder: string;
before(async () => {
  await backend();
  folder = await mkdtemp(join(tmpdir(), "vae-cookbook-weights-"));
});
after(() => rm(folder, { recursive: true }));

const model = () => new Vae({ input: 6, hidden: [5], latent: 2, activation: "tanh", seed: 3 });

test("a model comes back with its weights in 16 bits and its config", async () => {
  const vae = model();
  await saveWeights(folder, vae, { seed: 3 });
  const { numTensors } = tf.memory();
  const loaded = await loadWeights(folder, "Train it again.");
  assert.deepEqual(loaded.config, vae.config);
  for (const [name, variable] of Object.entries(vae.weights)) {
    const [values, back] = [variable.dataSync(), loaded.weights[name]!.dataSync()];
    for (const [i, value] of values.entries()) {
      assert.ok(Math.abs(back[i]! - value) <= Math.abs(value) * 2 ** -11 + 2 ** -25, name);
    }
  }
  const count = vae.variables.reduce((sum, { size }) => sum + size, 0);
  assert.equal((await stat(join(folder, "weights.bin"))).size, 2 * count);
  loaded.dispose();
  assert.equal(tf.memory().numTensors, numTensors);
});

test("says what is wrong with a folder, and what to do", async () => {
  const file = join(folder, "weights.bin");
  const load = () => loadWeights(folder, "Train it again.");
  await saveWeights(folder, model(), {});
  await writeFile(file, (await readFile(file)).subarray(2));
  await assert.rejects(load(), { message: /weights.bin is \d+ bytes, .* Train it again\./ });
  await writeFile(join(folder, "model.json"), "{}");
  await assert.rejects(load(), { message: /model.json is of no model/ });
  await writeFile(join(folder, "model.json"), "{");
  await assert.rejects(load(), { message: /cannot be used: .*JSON/ });
  await rm(file);
  await assert.rejects(load(), { message: /cannot be used/ });
});
