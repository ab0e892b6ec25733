import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { backend, checkpointFolder } from "../../../lib/backend";
import { elbo } from "../../../lib/losses";
import { Vae } from "../../../lib/models";
import { adam, fit, type History, type Objective } from "../../../lib/training";
import { bars } from "./images";

let root: string;
before(async () => {
  await backend();
  root = await mkdtemp(join(tmpdir(), "vae-cookbook-"));
});
after(() => rm(root, { recursive: true }));

const train = bars(50);
const small = (latent = 2) => new Vae({ input: 16, hidden: [12], latent, seed: 1 });
const weightsOf = (vae: Vae) => vae.variables.map((variable) => variable.dataSync().slice());
const termsOf = ({ steps, epochs }: History) => ({
  steps,
  epochs: epochs.map(({ train, test }) => ({ train, test })),
});

for (const [name, stopAt] of [
  ["in the middle of an epoch", 7],
  ["at the end of an epoch", 10],
] as const) {
  test(`stopped ${name} and resumed, it gives the numbers of an unbroken training`, async () => {
    const options = { epochs: 4, batchSize: 10, seed: 5, test: bars(9) };
    const unbroken = small();
    const expected = await fit(unbroken, train, options);

    const checkpoint = checkpointFolder(join(root, name));
    const controller = new AbortController();
    let steps = 0;
    const objective: Objective = (vae, images, options) => {
      if (images.shape[0] === 10 && ++steps === stopAt) controller.abort();
      return elbo(vae, images, options);
    };
    const { signal } = controller;
    const stopped = await fit(small(), train, {
      ...options, // the test set is told apart from a batch by its size
      objective,
      signal,
      checkpoint,
    });
    assert.equal(stopped.stopped, true);
    assert.equal(stopped.steps.length, stopAt);

    const resumed = small();
    const history = await fit(resumed, train, { ...options, checkpoint, resume: true });
    assert.deepEqual(termsOf(history), termsOf(expected));
    assert.deepEqual(weightsOf(resumed), weightsOf(unbroken));
    assert.equal(history.stopped, false);
  });
}

test("more epochs go on from a finished training; the optimizer may be the caller's", async () => {
  const checkpoint = checkpointFolder(join(root, "more"));
  await fit(small(), train, { epochs: 2, checkpoint });
  const optimizer = adam();
  const history = await fit(small(), train, { epochs: 3, checkpoint, resume: true, optimizer });
  assert.equal(history.epochs.length, 3);
  assert.equal(optimizer.state()["step"]!.dataSync()[0], 3);
});

test("without a checkpoint, resuming starts anew", async () => {
  const checkpoint = checkpointFolder(join(root, "none"));
  const { steps } = await fit(small(), train, { epochs: 1, checkpoint, resume: true });
  assert.equal(steps[0]?.step, 1);
});

test("refuses a checkpoint of another model or run", async () => {
  const checkpoint = checkpointFolder(join(root, "other"));
  await fit(small(), train, { epochs: 1, checkpoint });
  const again = (vae: Vae, options: object) =>
    fit(vae, train, { epochs: 2, checkpoint, resume: true, ...options });
  await assert.rejects(again(small(3), {}), /fit: the checkpoint belongs to another model/);
  await assert.rejects(again(small(), { seed: 9 }), /fit: the checkpoint belongs to another run/);
});

test("refuses other data and another β", async () => {
  const checkpoint = checkpointFolder(join(root, "mixed"));
  await fit(small(), train, { epochs: 1, checkpoint });
  const renamed = { ...train, name: "other bars" };
  const options = { epochs: 2, checkpoint, resume: true };
  await assert.rejects(fit(small(), renamed, options), /another run/);
  await assert.rejects(fit(small(), train, { ...options, beta: 4 }), /another run/);
});

test("a stop before the first step leaves an older checkpoint alone", async () => {
  const checkpoint = checkpointFolder(join(root, "kept"));
  await fit(small(), train, { epochs: 2, checkpoint });
  await fit(small(), train, { epochs: 2, checkpoint, signal: AbortSignal.abort() });
  const history = await fit(small(), train, { epochs: 2, checkpoint, resume: true });
  assert.equal(history.epochs.length, 2);
});

for (const [name, damage] of [
  ["cut weights", (folder: string) => truncate(join(folder, "weights-1.bin"), 100)],
  ["no weights", (folder: string) => rm(join(folder, "weights-1.bin"))],
  ["a cut model.json", (folder: string) => truncate(join(folder, "model.json"), 100)],
  ["a foreign model.json", (folder: string) => writeFile(join(folder, "model.json"), "{}")],
] as const) {
  test(`${name}: says which folder is damaged and what to do`, async () => {
    const folder = join(root, name);
    const checkpoint = checkpointFolder(folder);
    await fit(small(), train, { epochs: 1, checkpoint });
    await damage(folder);
    await assert.rejects(fit(small(), train, { epochs: 2, checkpoint, resume: true }), {
      message: /^checkpointFolder: the checkpoint in .* is damaged .* Delete the folder/,
    });
  });
}

test("is in the TensorFlow.js format: tf.io.loadWeights reads it", async () => {
  const folder = join(root, "format");
  const vae = small();
  await fit(vae, train, { epochs: 1, checkpoint: checkpointFolder(folder) });
  const { weightsManifest } = JSON.parse(
    await readFile(join(folder, "model.json"), "utf8"),
  ) as tf.io.ModelJSON;
  const [group] = weightsManifest;
  const bytes = await readFile(join(folder, group!.paths[0]!));
  const tensors = tf.io.decodeWeights(new Uint8Array(bytes).buffer, group!.weights);
  const bias = tensors["model/decoder/logits/bias"]!.dataSync();
  assert.deepEqual(bias, vae.weights["decoder/logits/bias"]!.dataSync());
});

test("a crash between the two files leaves the former checkpoint whole", async () => {
  const folder = join(root, "crash");
  const checkpoint = checkpointFolder(folder);
  await fit(small(), train, { epochs: 1, checkpoint });
  assert.deepEqual((await readdir(folder)).sort(), ["model.json", "weights-1.bin"]);
  await writeFile(join(folder, "weights-2.bin"), "half a f");
  const { epochs } = await fit(small(), train, { epochs: 2, checkpoint, resume: true });
  assert.equal(epochs.length, 2);
  assert.equal((await readdir(folder)).length, 2);
});

test("leaves no tensor behind", async () => {
  const vae = small();
  const checkpoint = checkpointFolder(join(root, "leak"));
  const before = tf.memory().numTensors;
  await fit(vae, train, { epochs: 1, checkpoint });
  await fit(vae, train, { epochs: 2, checkpoint, resume: true });
  assert.equal(tf.memory().numTensors, before);
});
