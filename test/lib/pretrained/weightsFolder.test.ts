import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { backend } from "../../../lib/backend";
import {
  Classifier,
  ConditionalVae,
  ConvolutionalVae,
  TotalCorrelationDiscriminator,
  Vae,
  type Trainable,
} from "../../../lib/models";
import { classOf, modelClasses } from "../../../lib/pretrained/modelClasses";
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
  const loaded = await loadWeights(folder, { as: "Vae", remedy: "Train it again." });
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

/** One of each class, with settings that are not the defaults. */
const models = () => [
  new Classifier({ height: 4, width: 4, filters: [2], kernel: 3, dense: 3, classes: 4, seed: 5 }),
  new ConditionalVae({ input: 6, hidden: [5], latent: 2, classes: 3, seed: 5 }),
  new ConvolutionalVae({ height: 4, width: 8, filters: [2], dense: 3, latent: 4, seed: 5 }),
  new Vae({ input: 6, hidden: [], latent: 3, activation: "elu", seed: 5 }),
];

test("a model of every class comes back as one of its class", async () => {
  const all = models();
  assert.deepEqual(all.map((each) => classOf("test", each)).sort(), Object.keys(modelClasses));
  for (const each of all) {
    each.variables.forEach((variable, i) => {
      variable.assign(tf.fill(variable.shape, i + 0.5));
    });
    await saveWeights(folder, each, {});
    const loaded = await loadWeights(folder, { as: classOf("test", each), remedy: "" });
    assert.equal(loaded.constructor, each.constructor);
    assert.deepEqual(loaded.config, each.config);
    loaded.variables.forEach((variable, i) => {
      assert.ok(variable.dataSync().every((value) => value === i + 0.5));
    });
    tf.dispose([loaded.variables, each.variables]);
  }
});

test("a file from before it named a class is a Vae's", async () => {
  await saveWeights(folder, model(), {});
  const file = join(folder, "model.json");
  const { class: name, ...rest } = JSON.parse(await readFile(file, "utf8")) as { class: string };
  assert.equal(name, "Vae");
  await writeFile(file, JSON.stringify(rest));
  const loaded = await loadWeights(folder, { as: "Vae", remedy: "" });
  assert.deepEqual(loaded.config, model().config);
});

test("refuses a model of another class, and one that is of none", async () => {
  await saveWeights(folder, model(), {});
  await assert.rejects(loadWeights(folder, { as: "Classifier", remedy: "Train it again." }), {
    message: /they are of a Vae, not of a Classifier\. Train it again\./,
  });
  const other = new TotalCorrelationDiscriminator({ latent: 2, hidden: [3] });
  await assert.rejects(saveWeights(folder, other as unknown as Trainable, {}), {
    name: "TypeError",
    message:
      /saveWeights: a model of class TotalCorrelationDiscriminator .* Use one of Classifier,/,
  });
});

test("says what is wrong with a folder, and what to do", async () => {
  const file = join(folder, "weights.bin");
  const load = () => loadWeights(folder, { as: "Vae", remedy: "Train it again." });
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
