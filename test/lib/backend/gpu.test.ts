import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { chooseGpu, describeGpu } from "../../../lib/backend/gpu";
import { inFolder } from "../../scripts/setup/load";

const names = ["PATH", "CUDA_VISIBLE_DEVICES", "TF_FORCE_GPU_ALLOW_GROWTH", "TF_CPP_MIN_LOG_LEVEL"];
let before: [name: string, value: string | undefined][] = [];

beforeEach(() => {
  before = names.map((name) => [name, process.env[name]]);
  for (const name of names.slice(1)) Reflect.deleteProperty(process.env, name);
});
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

/** Runs the test where nvidia-smi prints these lines, or is not there. */
function where(lines: string | undefined, run: () => void): Promise<void> {
  return inFolder((folder) => {
    if (lines !== undefined) {
      writeFileSync(join(folder, "nvidia-smi"), `#!/bin/sh\necho "${lines}"\n`, { mode: 0o755 });
    }
    process.env["PATH"] = folder;
    run();
  });
}
const visible = () => process.env["CUDA_VISIBLE_DEVICES"];

test("TensorFlow gets the GPU with the most free memory, and takes no more of it than it needs", () =>
  where("GPU-1, A, 800\nGPU-2, B, 9000", () => {
    assert.deepEqual(chooseGpu({ used: true, name: "A" }), { name: "B" });
    assert.equal(visible(), "GPU-2");
    assert.equal(process.env["TF_FORCE_GPU_ALLOW_GROWTH"], "true");
  }));

test("the reader's CUDA_VISIBLE_DEVICES stands", () =>
  where("GPU-1, A, 800", () => {
    process.env["CUDA_VISIBLE_DEVICES"] = "3";
    chooseGpu({ used: true });
    assert.equal(visible(), "3");
  }));

test("a full GPU is hidden, also where the reader names it, since TensorFlow would end the process", () =>
  where("GPU-1, A, 120", () => {
    process.env["CUDA_VISIBLE_DEVICES"] = "0";
    const choice = chooseGpu({ used: true });
    assert.equal(visible(), "-1");
    assert.equal(
      describeGpu(false, choice),
      " on the processor, not on A (120 MB of its memory are free, TensorFlow needs 700)",
    );
  }));

test("a GPU on which the set-up saw TensorFlow fail is hidden", () =>
  where("GPU-1, A, 9000", () => {
    const choice = chooseGpu({ used: false, hide: true, name: "A", reason: "it fails" });
    assert.equal(visible(), "-1");
    assert.deepEqual(choice, { name: "A", reason: "it fails" });
  }));

test("without nvidia-smi TensorFlow sees for itself", () =>
  where(undefined, () => {
    assert.deepEqual(chooseGpu(undefined), {});
    assert.equal(visible(), undefined);
  }));

test("what is said", () => {
  assert.equal(describeGpu(true, { name: "A", reason: "once" }), " on A");
  assert.match(describeGpu(false, {}), /on the processor, not on a GPU \(.*npm run setup/);
});
