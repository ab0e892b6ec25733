import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, load } from "./load";

interface Problem {
  reason: string;
  remedy: string;
}
interface Gpu {
  id: string;
  name: string;
  driver: string;
  free: number;
}
interface GpuModule {
  findGpu: (env: NodeJS.ProcessEnv, patience?: number) => { gpu?: Gpu; problem?: Problem };
  isFull: (gpu: Gpu) => Problem | undefined;
  whyNotUsed: (tried: { output: string[]; signal?: NodeJS.Signals | null }) => Problem;
}
const module_ = load<GpuModule>("gpu.mjs");

/** Looks for a GPU where nvidia-smi does what the script says. */
async function found(script: string, env: NodeJS.ProcessEnv = {}, patience = 5000) {
  const { findGpu } = await module_;
  let answer: ReturnType<typeof findGpu> = {};
  await inFolder((folder) => {
    writeFileSync(join(folder, "nvidia-smi"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    answer = findGpu({ PATH: `${folder}:/bin:/usr/bin`, ...env }, patience);
  });
  return answer;
}

const fine = 'echo "GPU-1, NVIDIA GeForce RTX 3060, 570.26, 11500"';

test("no nvidia-smi: no GPU, and nothing to say", () =>
  inFolder(async (folder) => {
    assert.deepEqual((await module_).findGpu({ PATH: folder }), {});
  }));

test("nvidia-smi is asked for what is needed, and a GPU is read", async () => {
  const { gpu, problem } = await found(
    `case "$*" in "--query-gpu=uuid,name,driver_version,memory.free --format=csv,noheader,nounits") ${fine};; esac`,
  );
  assert.deepEqual(gpu, {
    id: "GPU-1",
    name: "NVIDIA GeForce RTX 3060",
    driver: "570.26",
    free: 11500,
  });
  assert.equal(problem, undefined);
});

test("of several GPUs the one with the most free memory", async () => {
  const { gpu } = await found(
    'echo "GPU-1, A, 570.26, 200"; echo "GPU-2, B, 570.26, 900"; echo "GPU-3, C, 570.26, [N/A]"',
  );
  assert.equal(gpu?.id, "GPU-2");
});

test("a driver that is too old for CUDA 12 is named; the oldest that serves is not", async () => {
  const old = await found('echo "GPU-1, Tesla K80, 470.57.02, 11000"');
  assert.equal(old.problem?.reason, "its driver 470.57.02 is older than 525, which CUDA 12 needs");
  assert.match(old.problem.remedy, /newer driver/);
  assert.equal((await found('echo "GPU-1, T4, 525.60.13, 15000"')).problem, undefined);
});

test("a GPU that CUDA_VISIBLE_DEVICES hides", async () => {
  for (const hidden of ["", "-1"]) {
    const { problem } = await found(fine, { CUDA_VISIBLE_DEVICES: hidden });
    assert.equal(problem?.reason, "CUDA_VISIBLE_DEVICES hides it");
  }
  assert.equal((await found(fine, { CUDA_VISIBLE_DEVICES: "0" })).problem, undefined);
});

const failures: [name: string, script: string, reason: RegExp, remedy: RegExp][] = [
  [
    "driver updated, not restarted",
    "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
    /different versions/,
    /restart the machine/,
  ],
  [
    "driver not loaded",
    'echo "NVIDIA-SMI has failed because it couldn\'t communicate with the NVIDIA driver."; exit 9',
    /nvidia-smi fails \(NVIDIA-SMI has failed because/,
    /driver/,
  ],
  ["no word", "exit 3", /nvidia-smi fails \(it ended with 3\)/, /driver/],
];
for (const [name, script, reason, remedy] of failures) {
  test(`nvidia-smi fails: ${name}`, async () => {
    const { gpu, problem } = await found(script);
    assert.equal(gpu, undefined);
    assert.match(problem?.reason ?? "", reason);
    assert.match(problem?.remedy ?? "", remedy);
  });
}

test("nvidia-smi that hangs is given up, and the set-up goes on", async () => {
  const started = Date.now();
  const { problem } = await found("sleep 30", {}, 300);
  assert.equal(problem?.reason, "nvidia-smi does not answer");
  assert.ok(Date.now() - started < 20_000);
});

test("nvidia-smi that knows of no GPU is no problem", async () => {
  assert.deepEqual(await found("echo 'No devices were found'; exit 6"), {});
  assert.deepEqual(await found("exit 0"), {});
});

test("a full GPU is told from one with room, and from one that does not tell", async () => {
  const { isFull } = await module_;
  const gpu = { id: "GPU-1", name: "A", driver: "570.26" };
  assert.match(isFull({ ...gpu, free: 120 })?.reason ?? "", /^120 MB of its memory are free/);
  assert.equal(isFull({ ...gpu, free: 5000 }), undefined);
  assert.equal(isFull({ ...gpu, free: NaN }), undefined);
});

const info = "I0000 00:00:1.5 1 port.cc:153] oneDNN: floating-point round-off errors are possible.";
// What TensorFlow 2.21 prints.
const logs: [name: string, output: string[], signal: NodeJS.Signals | null, reason: RegExp][] = [
  [
    "no driver",
    [
      info,
      "E0000 00:00:1.5 1 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)",
    ],
    null,
    /libcuda\.so\.1 was not found/,
  ],
  [
    "driver without a GPU",
    [
      "E0000 00:00:1.5 1 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected",
    ],
    null,
    /knows of no GPU/,
  ],
  [
    "driver and libraries apart",
    [
      "E0000 00:00:1.5 1 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: system has unsupported display driver / cuda driver combination",
    ],
    null,
    /different versions/,
  ],
  [
    "libraries of CUDA's that do not load",
    [
      "I0000 00:00:1.5 1 dso_loader.cc:144] Could not load dynamic library 'libcusolver.so.11'; dlerror: libcusolver.so.11: cannot open shared object file",
      "W0000 00:00:1.5 1 gpu_device.cc:2365] Cannot dlopen some GPU libraries.",
    ],
    null,
    /^of CUDA's libraries libcusolver\.so\.11 did not load$/,
  ],
  [
    "no memory",
    [
      "  what():  Bad StatusOr access: RESOURCE_EXHAUSTED: : CUDA_ERROR_OUT_OF_MEMORY: out of memory",
    ],
    "SIGABRT",
    /memory is full/,
  ],
  ["a crash", [info, "E0000 00:00:1.5 1 x.cc:1] aside"], "SIGSEGV", /it was ended by SIGSEGV/],
  ["another error", [info, "E0000 00:00:1.5 1 x.cc:1] CUDA_ERROR_X"], null, /on it: CUDA_ERROR_X$/],
  ["nothing", [info], null, /does not say why/],
];
for (const [name, output, signal, reason] of logs) {
  test(`why TensorFlow leaves a GPU alone: ${name}`, async () => {
    const problem = (await module_).whyNotUsed({ output, signal });
    assert.match(problem.reason, reason);
    assert.ok(problem.remedy.length > 0);
  });
}
