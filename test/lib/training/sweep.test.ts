import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { backend, resultFolder } from "../../../lib/backend";
import { Vae } from "../../../lib/models";
import { fit, sweep, type SweepContext, type SweepProgress } from "../../../lib/training";
import { bars } from "./images";

let root: string;
before(async () => {
  await backend();
  root = await mkdtemp(join(tmpdir(), "vae-cookbook-"));
});
after(() => rm(root, { recursive: true }));

test("gives a result for every value, and runs only new values when called again", async () => {
  const results = resultFolder(join(root, "twice"), { epochs: 1 });
  const runs: number[] = [];
  const run = (beta: number) => {
    runs.push(beta);
    return Promise.resolve({ square: beta * beta });
  };
  const first = await sweep([3, 1], run, { results });
  assert.deepEqual(first, [
    { value: 3, result: { square: 9 }, kept: false },
    { value: 1, result: { square: 1 }, kept: false },
  ]);
  const second = await sweep([1, 2, 3], run, { results });
  assert.deepEqual(second, [
    { value: 1, result: { square: 1 }, kept: true },
    { value: 2, result: { square: 4 }, kept: false },
    { value: 3, result: { square: 9 }, kept: true },
  ]);
  assert.deepEqual(runs, [3, 1, 2]);
});

test("without a place for results it runs all again", async () => {
  let runs = 0;
  const run = () => Promise.resolve(++runs);
  await sweep(["a", "b"], run);
  assert.deepEqual(await sweep(["a"], run), [{ value: "a", result: 3, kept: false }]);
});

test("a training that was cut goes on where it was, and gives the numbers of an unbroken one", async () => {
  const train = bars(40);
  const options = { epochs: 3, batchSize: 10, compile: false };
  const steps: string[] = [];
  const runOf =
    (abortAt: number, controller: AbortController) =>
    async (beta: number, { signal, checkpoint }: SweepContext) => {
      const vae = new Vae({ input: 16, hidden: [8], latent: 2, seed: 1 });
      const betaAt = (step: number) => {
        steps.push(`${beta}:${step}`);
        if (steps.length === abortAt) controller.abort();
        return beta;
      };
      const history = await fit(vae, train, {
        ...options,
        beta: betaAt,
        ...(checkpoint && { checkpoint }),
        signal,
        resume: true,
      });
      return history.steps.map(({ loss }) => loss);
    };
  const expected = await sweep([1, 4], runOf(Infinity, new AbortController()));
  const distinct = (list: string[]) => [...new Set(list)];
  const all = distinct(steps.splice(0));

  const results = resultFolder(join(root, "cut"), {});
  const controller = new AbortController();
  const { signal } = controller;
  // In the second value's training: some steps of the first are counted twice, since `fit` tries β at step 1.
  const stopped = await sweep([1, 4], runOf(20, controller), { results, signal });
  assert.deepEqual(
    stopped.map(({ value }) => value),
    [1],
  );
  const before = distinct(steps.splice(0));
  assert.ok(
    before.some((step) => step.startsWith("4:")),
    "not stopped in the second training",
  );
  const resumed = await sweep([1, 4], runOf(Infinity, new AbortController()), { results });
  const again = distinct(steps.splice(0));
  assert.deepEqual(
    resumed.map(({ result }) => result),
    expected.map(({ result }) => result),
  );
  assert.ok(again.every((step) => step.startsWith("4:")));
  // Nothing is done twice but the look at β of step 1, and nothing is left out.
  const repeated = again.filter((step) => before.includes(step) && step !== "4:1");
  assert.deepEqual(repeated, []);
  assert.deepEqual(distinct([...before, ...again]).sort(), all.sort());
});

test("killed midway, it repeats nothing that was finished", async () => {
  const log = join(root, "log");
  const folder = join(root, "killed");
  const program = `
    const { appendFileSync } = require("node:fs");
    const { resultFolder } = require(${JSON.stringify(resolve(__dirname, "../../../lib/backend/resultFolder"))});
    const { sweep } = require(${JSON.stringify(resolve(__dirname, "../../../lib/training/sweep"))});
    const results = resultFolder(${JSON.stringify(folder)}, { seed: 1 });
    const killAt = Number(process.argv[1]);
    sweep([1, 2, 3, 4], async (value) => {
      appendFileSync(${JSON.stringify(log)}, "began " + value + "\\n");
      if (value === killAt) process.kill(process.pid, "SIGKILL");
      return { value };
    }, { results }).then((all) => console.log(JSON.stringify(all.map(({ kept }) => kept))));`;
  assert.equal((await node(program, "3")).signal, "SIGKILL");
  assert.equal((await node(program, "4")).signal, "SIGKILL");
  const { output } = await node(program, "0");
  assert.deepEqual(JSON.parse(output), [true, true, true, false]);
  const began = (await readFile(log, "utf8")).trim().split("\n");
  assert.deepEqual(
    began,
    [1, 2, 3, 3, 4, 4].map((value) => `began ${value}`),
  );
});

test("it tells what runs, what is finished, and that it is done", async () => {
  const heard: SweepProgress<number, number>[] = [];
  await sweep(
    [1, 2],
    async (value, { onProgress }) => {
      const vae = new Vae({ input: 16, hidden: [4], latent: 2, seed: 1 });
      await fit(vae, bars(10), { epochs: 1, onProgress });
      return value;
    },
    { onProgress: (progress) => heard.push(progress) },
  );
  const seen = heard.map(({ running, finished, done }) => [
    running?.value,
    running?.training !== undefined,
    finished.length,
    done,
  ]);
  assert.deepEqual(seen[0], [1, false, 0, false]);
  assert.ok(seen.some(([value, training]) => value === 2 && training));
  assert.deepEqual(seen.at(-1), [undefined, false, 2, true]);
  assert.equal(heard[0]!.secondsLeft, undefined);
  assert.ok(heard.at(-1)!.secondsLeft! >= 0);
});

test("a failed run is named; the others are kept, and run too if the sweep is to keep going", async () => {
  const results = resultFolder(join(root, "failing"), {});
  const runs: number[] = [];
  const run = (value: number) => {
    runs.push(value);
    return value === 2 ? Promise.reject(new Error("the loss is NaN.")) : Promise.resolve(value);
  };
  await assert.rejects(
    () => sweep([1, 2, 3], run, { results }),
    /sweep: the run of 2 failed: the loss is NaN\. .*mend the run and sweep again/,
  );
  assert.deepEqual(runs, [1, 2]);
  await assert.rejects(
    () => sweep([1, 2, 3], run, { results, keepGoing: true }),
    /run of 2 failed/,
  );
  assert.deepEqual(runs, [1, 2, 2, 3]);
  assert.equal(await results.load(3), 3);
});

test("refuses what it could not keep, and a value that is there twice", async () => {
  const run = () => Promise.resolve({ kl: new Float32Array(2) });
  await assert.rejects(() => sweep([1], run), /the result of 1\.kl is a Float32Array.*Array\.from/);
  await assert.rejects(
    () => sweep([1], () => Promise.resolve({ rates: [1, NaN] })),
    /the result of 1\.rates\[1\] is NaN/,
  );
  await assert.rejects(() => sweep([1, 2, 1], run), /sweep: 1 is there twice/);
  await assert.rejects(() => sweep([undefined], run), /a value is undefined/);
});

test("an interrupt before the first run gives what there is", async () => {
  const signal = AbortSignal.abort();
  assert.deepEqual(await sweep([1], () => Promise.resolve(1), { signal }), []);
});

async function node(program: string, argument: string) {
  const child = spawn(process.execPath, [
    ...["-r", "ts-node/register/transpile-only", "-e", program, argument],
  ]);
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (output += text.toString()));
  return await new Promise<{ signal: string | null; output: string }>((done) => {
    child.on("close", (_, signal) => {
      done({ signal, output });
    });
  });
}
