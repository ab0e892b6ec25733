import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, load } from "./load";

interface Choice {
  build: "cpu" | "gpu";
  gpu?: { name: string };
  problem?: { reason: string; remedy: string };
  kept?: boolean;
}
interface Options {
  wanted?: boolean;
  keep?: boolean;
  platform?: string;
  before?: { build?: string };
  free?: number;
}
interface BuildModule {
  chooseBuild: (options: Options & { root: string; env: NodeJS.ProcessEnv }) => Choice;
  announce: (choice: Choice) => string | undefined;
}
interface FlagsModule {
  tensorflowOptions: (flags: Record<string, boolean>) => { light: boolean; gpu?: boolean };
}
const build = load<BuildModule>("tensorflowBuild.mjs");

const fine = "GPU-1, NVIDIA GeForce RTX 3060, 570.26, 11500";
const old = "GPU-1, Tesla K80, 470.57.02, 11000";

/** What is chosen where nvidia-smi says this, or is not there. */
async function chosen(smi: string | undefined, options: Options = {}): Promise<Choice> {
  const { chooseBuild } = await build;
  let choice: Choice | undefined;
  await inFolder((folder) => {
    if (smi !== undefined) {
      writeFileSync(join(folder, "nvidia-smi"), `#!/bin/sh\necho "${smi}"\n`, { mode: 0o755 });
    }
    choice = chooseBuild({
      platform: "linux-x64",
      root: folder,
      env: { PATH: folder },
      free: 50_000,
      ...options,
    });
  });
  return choice!;
}

test("without a flag: the GPU's build where there is a GPU, else the processor's", async () => {
  assert.deepEqual(await chosen(undefined), { build: "cpu" });
  const { build: found, gpu, problem } = await chosen(fine);
  assert.deepEqual([found, gpu?.name, problem], ["gpu", "NVIDIA GeForce RTX 3060", undefined]);
});

test("without a flag: a GPU with too old a driver, or no room for its libraries, is not used and the reader hears why", async () => {
  const driver = await chosen(old);
  assert.equal(driver.build, "cpu");
  assert.match(driver.problem?.reason ?? "", /driver 470\.57\.02/);
  const room = await chosen(fine, { free: 9000.5 });
  assert.equal(room.build, "cpu");
  assert.match(
    room.problem?.reason ?? "",
    /the disk has 9000 MB free, TensorFlow for it needs 14000/,
  );
  // Once installed it needs no room.
  assert.equal((await chosen(fine, { free: 9000, before: { build: "gpu" } })).build, "gpu");
});

test("--no-gpu: the processor's, and no word of the GPU", async () => {
  assert.deepEqual(await chosen(fine, { wanted: false }), { build: "cpu" });
});

test("--gpu: the GPU's, also where none answers, but not with a driver that cannot run it", async () => {
  assert.equal((await chosen(fine, { wanted: true })).build, "gpu");
  assert.deepEqual(await chosen(undefined, { wanted: true }), { build: "gpu" });
  assert.equal((await chosen(old, { wanted: true })).build, "cpu");
  // Its room is asked for when the download begins: that fails aloud.
  assert.equal((await chosen(fine, { wanted: true, free: 100 })).build, "gpu");
});

test("a start keeps what the last set-up chose; a set-up that is asked for looks again", async () => {
  const before = { build: "cpu" };
  assert.deepEqual(await chosen(fine, { before, keep: true }), { build: "cpu", kept: true });
  assert.equal((await chosen(fine, { before })).build, "gpu");
  assert.equal((await chosen(undefined, { before: { build: "gpu" } })).build, "cpu");
  // Set up before there was a choice.
  assert.equal((await chosen(fine, { before: {}, keep: true })).build, "gpu");
});

test("where there is no build for a GPU, --gpu is refused and nothing else is looked for", async () => {
  for (const platform of ["darwin-arm64", "linux-arm64", "win32-x64"]) {
    assert.deepEqual(await chosen(fine, { platform }), { build: "cpu" });
    await assert.rejects(chosen(fine, { platform, wanted: true }), {
      message: `--gpu needs Linux on x86_64, where TensorFlow is made for NVIDIA's GPUs; this is ${platform}`,
    });
  }
});

test("the reader hears what was found, how large it is, and how to have it smaller", async () => {
  const { announce } = await build;
  const found = announce(await chosen(fine)) ?? "";
  assert.match(found, /NVIDIA GeForce RTX 3060, driver 570\.26\. .*3\.4 GB, 5\.6 GB on disk/);
  assert.match(found, /--no-gpu it is 274 MB/);
  assert.match(announce({ build: "gpu" }) ?? "", /none was found, --gpu asks for it/);
  assert.match(announce({ build: "gpu", kept: true }) ?? "", /GPU: as in the last set-up\./);
  assert.match(announce(await chosen(old)) ?? "", /Tesla K80: not used, since its driver/);
  assert.equal(announce({ build: "cpu" }), undefined);
});

test("the room that is asked for holds what is downloaded and unpacked", async () => {
  const { builds } = await load<{
    builds: Record<string, { download: number; onDisk: number; space: number }>;
  }>("tensorflowBuild.mjs");
  for (const { download, onDisk, space } of Object.values(builds)) {
    assert.ok(space > download + onDisk, `${space} MB hold what is downloaded and unpacked`);
  }
});

test("flags that contradict each other are refused", async () => {
  const { tensorflowOptions } = await load<FlagsModule>("tensorflowFlags.mjs");
  assert.deepEqual(tensorflowOptions({}), { light: false });
  assert.deepEqual(tensorflowOptions({ gpu: true }), { light: false, gpu: true });
  assert.deepEqual(tensorflowOptions({ "no-gpu": true }), { light: false, gpu: false });
  assert.deepEqual(tensorflowOptions({ light: true, "no-gpu": true }), { light: true, gpu: false });
  assert.throws(
    () => tensorflowOptions({ gpu: true, "no-gpu": true }),
    /--gpu and --no-gpu exclude/,
  );
  assert.throws(() => tensorflowOptions({ gpu: true, light: true }), /--gpu and --light exclude/);
});
