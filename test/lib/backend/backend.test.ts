import assert from "node:assert/strict";
import { test } from "node:test";
import { choose } from "../../../lib/backend/backend";
import type { Engine, EngineName } from "../../../lib/backend/engine";

const works = (name: EngineName, threads = 1): Engine => ({
  name,
  start: () => Promise.resolve({ threads, description: `the ${name} engine` }),
});
const fails = (name: EngineName, reason: string): Engine => ({
  name,
  start: () => Promise.reject(new Error(reason)),
});

test("takes the first that starts and says how many threads", async () => {
  const { name, threads, summary } = await choose(undefined, [
    works("tensorflow", 4),
    works("cpu"),
  ]);
  assert.deepEqual([name, threads], ["tensorflow", 4]);
  assert.equal(summary, "Engine: the tensorflow engine, 4 threads.");
});

test("says in one line why a better one does not run", async () => {
  const engines = [fails("tensorflow", "no compiler was found.\n  at internals"), works("wasm")];
  const { name, summary } = await choose(undefined, engines);
  assert.equal(name, "wasm");
  assert.equal(
    summary,
    "Engine: the wasm engine, 1 thread. Not tensorflow (no compiler was found).",
  );
});

test("says nothing of threads where a graphics processor computes", async () => {
  const gpu: Engine = {
    name: "webgpu",
    start: () => Promise.resolve({ description: "WebGPU on a GPU" }),
  };
  const chosen = await choose(undefined, [fails("tensorflow", "not set up"), gpu, works("cpu")]);
  assert.deepEqual(chosen, {
    name: "webgpu",
    summary: "Engine: WebGPU on a GPU. Not tensorflow (not set up).",
  });
});

test("tells an engine whether it was asked for", async () => {
  const heard: unknown[] = [];
  const engine: Engine = {
    name: "webgpu",
    start: (options) => {
      heard.push(options);
      return Promise.reject(new Error("only a software GPU was found"));
    },
  };
  await choose(undefined, [engine, works("cpu")]);
  await assert.rejects(choose("webgpu", [engine, works("cpu")]));
  assert.deepEqual(heard, [{ asked: false }, { asked: true }]);
});

test("an override takes that one and no other", async () => {
  const engines = [works("tensorflow"), fails("wasm", "no SIMD"), works("cpu")];
  const { name, summary } = await choose("cpu", engines);
  assert.equal(name, "cpu");
  assert.match(summary, /Chosen by VAE_COOKBOOK_BACKEND\.$/);
  await assert.rejects(choose("wasm", engines), {
    message: /no tensor engine starts here: wasm \(no SIMD\)\. Run `npm run setup`/,
  });
});

test("an unknown override is refused with the list", async () => {
  await assert.rejects(choose("cuda", [works("cpu")]), {
    name: "RangeError",
    message:
      'backend: VAE_COOKBOOK_BACKEND is "cuda", which is no engine. ' +
      "Use one of tensorflow, webgpu, wasm, cpu, or unset it for the best that runs here.",
  });
});
