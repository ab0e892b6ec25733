import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check } from "prettier";
import { backend } from "../../../lib/backend";
import { classification } from "../../../lib/losses";
import { accuracy } from "../../../lib/metrics";
import { Classifier } from "../../../lib/models";
import { classOf } from "../../../lib/pretrained/modelClasses";
import { loadWeights } from "../../../lib/pretrained/weightsFolder";
import { adam, fit } from "../../../lib/training";
import { pretrain, type PretrainOptions } from "../../../scripts/pretrain/pretrain";
import type { Recipe } from "../../../scripts/pretrain/recipe";
import { recipes } from "../../../scripts/pretrain/recipes";
import { bars } from "../../lib/training/images";

let folder: string;
before(async () => {
  await backend();
  folder = await mkdtemp(join(tmpdir(), "vae-cookbook-pretrain-test-"));
});
after(() => rm(folder, { recursive: true }));

/** Tells bars that are upright from bars that lie. */
function barsRecipe(seen: (step: number) => void = () => undefined): Recipe<Classifier> {
  return {
    about: "bars",
    settings: { epochs: 3, batchSize: 10, seed: 2 },
    build: ({ seed }) =>
      new Classifier({ height: 4, width: 4, filters: [4], dense: 8, classes: 2, seed }),
    async train(model, { train }, options) {
      const optimizer = adam({ learningRate: 0.02 });
      const { onProgress } = options;
      try {
        return await fit(model, train, {
          ...{ ...options, objective: classification, optimizer, compile: false },
          onProgress: (progress) => {
            onProgress(progress);
            if (!progress.done) seen(progress.step);
          },
        });
      } finally {
        optimizer.dispose();
      }
    },
    measure: async (model, { test }) => ({ accuracy: (await accuracy(model, test)).accuracy }),
  };
}

const data = { train: bars(60), test: bars(20) };
function options(output: string, rest: Partial<PretrainOptions> = {}) {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const signal = new AbortController().signal;
  const places = { output: join(folder, output), checkpoints: join(folder, `${output} kept`) };
  return { lines, data, restart: false, signal, print, ...places, ...rest };
}

async function fileOf(output: string, name: string) {
  const text = await readFile(join(folder, output, name, "model.json"), "utf8");
  return { text, ...(JSON.parse(text) as { training: Record<string, unknown> }) };
}

async function weightsOf(output: string): Promise<Float32Array[]> {
  const place = { as: "Classifier", remedy: "" } as const;
  const model = await loadWeights(join(folder, output, "bars"), place);
  const weights = model.variables.map((variable) => variable.dataSync<"float32">());
  model.dispose();
  return weights;
}

test("writes the trained weights, with what was done and what came of it", async () => {
  const { numTensors } = tf.memory();
  const run = options("whole");
  assert.equal(await pretrain("bars", barsRecipe(), run), true);
  assert.equal(tf.memory().numTensors, numTensors);
  const { text, training } = await fileOf("whole", "bars");
  assert.ok(await check(text, { parser: "json" }), "model.json is not formatted");
  const { seconds, train, measured, ...rest } = training;
  assert.equal(typeof seconds, "number");
  assert.deepEqual(Object.keys(train as object), ["loss", "accuracy"]);
  assert.deepEqual(rest, {
    recipe: "bars",
    data: "bars",
    settings: { epochs: 3, batchSize: 10, seed: 2 },
  });
  const model = await loadWeights(join(folder, "whole", "bars"), { as: "Classifier", remedy: "" });
  const expected = (await accuracy(model, data.test)).accuracy;
  assert.ok(expected > 0.8);
  assert.deepEqual(measured, { accuracy: expected });
  model.dispose();
  assert.equal(run.lines.filter((line) => /^bars: epoch \d\/3 {2}loss/.test(line)).length, 3);
});

test("a training that was stopped goes on and ends where one that was not does", async () => {
  const controller = new AbortController();
  const stopping = barsRecipe((step) => {
    if (step === 6) controller.abort();
  });
  const stopped = options("parts", { signal: controller.signal });
  assert.equal(await pretrain("bars", stopping, stopped), false);
  assert.match(stopped.lines.at(-1)!, /stopped after step 6\. The same command goes on/);
  await assert.rejects(fileOf("parts", "bars"));

  const steps: number[] = [];
  const going = barsRecipe((step) => steps.push(step));
  assert.equal(await pretrain("bars", going, options("parts")), true);
  assert.ok(steps[0]! >= 6, "steps were repeated");
  assert.deepEqual(await weightsOf("parts"), await weightsOf("whole"));
});

test("a finished training is measured again, and not repeated unless it is told to", async () => {
  const steps: number[] = [];
  const watched = barsRecipe((step) => steps.push(step));
  const file = join(folder, "whole", "bars", "model.json");
  await writeFile(file, "{}");
  assert.equal(await pretrain("bars", watched, options("whole")), true);
  assert.deepEqual(steps, []);
  assert.ok("measured" in (await fileOf("whole", "bars")).training);
  assert.equal(await pretrain("bars", watched, options("whole", { restart: true })), true);
  assert.ok(steps.length > 0);
});

test("other epochs are another training", async () => {
  assert.equal(await pretrain("bars", barsRecipe(), options("whole", { epochs: 1 })), true);
  const { training } = await fileOf("whole", "bars");
  assert.deepEqual(training["settings"], { epochs: 1, batchSize: 10, seed: 2 });
});

test("every recipe builds a model that can be saved, from settings that JSON can hold", () => {
  for (const [name, recipe] of Object.entries(recipes)) {
    const { about, settings } = recipe;
    const model = recipe.build(settings);
    classOf(name, model);
    assert.deepEqual(JSON.parse(JSON.stringify(settings)), settings);
    assert.ok(about.length > 0 && !about.endsWith("."));
    model.dispose();
  }
});
