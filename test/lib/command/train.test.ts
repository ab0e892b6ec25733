import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, before, beforeEach, test } from "node:test";
import { backend } from "../../../lib/backend";
import { exportWeights } from "../../../lib/command/exportWeights";
import { train, type TrainResult } from "../../../lib/command/train";
import { readTrainFlags } from "../../../lib/command/trainFlags";
import { loadWeights } from "../../../lib/pretrained/weightsFolder";
import { bars } from "../training/images";

let folder: string;
before(() => backend());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vae-cookbook-train-"));
});
afterEach(() => rm(folder, { recursive: true }));

const dataset = { train: bars(40), test: bars(12) };
const flags = (extra = ""): string[] =>
  `--output x --objective iwae --samples 3 --hidden 6 --latent 2 --batch-size 10 --epochs 3 ${extra}`
    .trim()
    .split(" ");
const config = (extra?: string) => {
  const { output, checkpointSeconds, ...rest } = readTrainFlags(flags(extra));
  assert.deepEqual([output, checkpointSeconds], ["x", 60]);
  return rest;
};
const json = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, name), "utf8"));

test("writes a result with its terms, the log-likelihood and all that it was asked", async () => {
  const asked = config("--likelihood-samples 20 --likelihood-images 8");
  const result = await train(asked, { output: folder, dataset });
  assert.deepEqual(await json("result.json"), result);
  assert.deepEqual(result!.config, asked);
  assert.equal(result!.epochs.length, 3);
  assert.ok(result!.epochs[2]!.loss < result!.epochs[0]!.loss, "it learns");
  const { samples, images, mean } = result!.logLikelihood!;
  assert.deepEqual([samples, images], [20, 8]);
  const values = (await json("log-likelihoods.json")) as number[];
  assert.equal(values.length, 8);
  assert.ok(Math.abs(values.reduce((a, b) => a + b) / 8 - mean) < 1e-6);
});

for (const decay of ["none", "stages"]) {
  test(`a training that was stopped goes on and ends where one that was not does, decay ${decay}`, async () => {
    const asked = config(`--decay ${decay} --learning-rate 0.01`);
    const whole = await train(asked, { output: join(folder, "whole"), dataset });
    const stop = new AbortController();
    const lines: string[] = [];
    const parts = {
      output: join(folder, "parts"),
      dataset,
      print: (line: string) => {
        lines.push(line);
        if (line.startsWith("epoch 1")) stop.abort();
      },
    };
    assert.equal(await train(asked, { ...parts, signal: stop.signal }), undefined);
    // Saved though the last save was not a minute ago.
    assert.ok(existsSync(join(folder, "parts", "checkpoint", "model.json")));
    assert.match(lines.at(-1)!, /Stopped after step [4-8]\. The same command goes on/);
    const resumed = (await train(asked, parts))!;
    assert.deepEqual(resumed, { ...whole!, seconds: resumed.seconds });
    // More epochs, later: from the last one on.
    const later = train({ ...asked, epochs: 4 }, parts);
    if (decay === "stages") {
      await assert.rejects(later, { message: /belongs to another training/ });
      return;
    }
    assert.deepEqual((await later)!.epochs.slice(0, 3), whole!.epochs);
    assert.equal((await later)!.epochs.length, 4);
  });
}

test("what is done is not done again", async () => {
  const result = await train(config(), { output: folder, dataset });
  const lines: string[] = [];
  const print = (line: string): number => lines.push(line);
  assert.deepEqual(await train(config(), { output: folder, dataset, print }), result);
  assert.deepEqual(lines, [`Done before: ${join(folder, "result.json")}`]);
});

test("refuses a folder of another training", async () => {
  await train(config("--epochs 1"), { output: folder, dataset });
  await assert.rejects(train(config("--learning-rate 0.1"), { output: folder, dataset }), {
    message: /train: the folder belongs to another training: it has .*Name another --output/,
  });
});

test("the seed decides; without binarizing it is the ELBO of gray pixels", async () => {
  const run = async (extra: string): Promise<TrainResult> => {
    const output = join(folder, extra.replaceAll(/\W/g, ""));
    return (await train(config(`--epochs 1 ${extra}`), { output, dataset }))!;
  };
  const [one, same, other, gray] = [
    await run("--seed 1"),
    await run("--seed 1 "),
    await run("--seed 2"),
    await run("--seed 1 --no-binarize"),
  ];
  assert.deepEqual(one.epochs, same.epochs);
  assert.notDeepEqual(one.epochs, other.epochs);
  assert.notDeepEqual(one.epochs, gray.epochs);
});

test("export writes the trained weights, small", async () => {
  const run = join(folder, "run");
  await assert.rejects(
    exportWeights(["--input", run, "--output", folder], () => undefined),
    {
      message: /export: there is no .*result\.json. Let the training finish first/,
    },
  );
  await train(config(), { output: run, dataset });
  const small = join(folder, "small");
  await exportWeights(["--input", run, "--output", small], () => undefined);
  const vae = await loadWeights(small, { as: "Vae", remedy: "" });
  assert.deepEqual(vae.config.hidden, [6]);
  const { training } = JSON.parse(await readFile(join(small, "model.json"), "utf8")) as {
    training: TrainResult;
  };
  assert.deepEqual(training.config, config());
  assert.ok(vae.weights["decoder/logits/bias"]!.dataSync().some((value) => value < -1));
});
