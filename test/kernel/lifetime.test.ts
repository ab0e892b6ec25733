import assert from "node:assert/strict";
import { constants } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, outputsOf, resultOf, startKernel } from "./client";

test("the kernel ends on shutdown, and its runtime with it", { timeout: 60_000 }, async () => {
  const kernel = await startKernel();
  const runtime = Number(resultOf(await kernel.execute("setInterval(() => {}, 10);\nprocess.pid")));
  const { gone, seconds } = await kernel.shutdown();
  assert.ok(gone);
  assert.ok(seconds < 3, `${seconds} s`);
  assert.ok(await hasEnded(runtime));
  await kernel.stop();
});

test(
  "the kernel ends when Jupyter is killed, also with a cell in an endless loop",
  { timeout: 60_000 },
  async () => {
    const kernel = await startKernel();
    const runtime = Number(resultOf(await kernel.execute("process.pid")));
    void kernel.execute("for (;;) {}").catch(() => undefined);
    await sleep(500);
    process.kill(kernel.clientPid, "SIGKILL");
    for (const pid of [kernel.pid, runtime]) assert.ok(await hasEnded(pid));
  },
);

test("the runtime ends when the kernel is killed", { timeout: 60_000 }, async () => {
  const kernel = await startKernel();
  const runtime = Number(resultOf(await kernel.execute("process.pid")));
  process.kill(kernel.pid, "SIGKILL");
  assert.ok(await hasEnded(runtime));
  await kernel.stop();
});

test("a package that is rebuilt while a cell runs disturbs neither this cell nor the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vae-cookbook-kernel-"));
  const built = join(folder, "node_modules", "built");
  await mkdir(built, { recursive: true });
  await writeFile(join(built, "index.js"), "exports.one = 1;");
  await writeFile(join(built, "index.d.ts"), "export declare const one: number;");
  const kernel = await startKernel({ folder });
  try {
    await kernel.execute('import { one } from "built";\none');
    const cell = await kernel.execute(`
      import { mkdirSync, rmSync, writeFileSync } from "fs";
      for (let build = 0; build < 4; build++) {
        rmSync("node_modules/built", { recursive: true });
        await new Promise((resolve) => setTimeout(resolve, 300));
        mkdirSync("node_modules/built");
        writeFileSync("node_modules/built/index.js", "exports.one = 1;");
        writeFileSync("node_modules/built/index.d.ts", "export declare const one: number;");
        await new Promise((resolve) => setTimeout(resolve, 700));
      }`);
    assert.deepEqual(outputsOf(cell, "stream"), []);
    const next = await kernel.execute('import { one as again } from "built";\nagain + 1');
    assert.equal(next.reply.status, "ok", next.reply.evalue);
  } finally {
    await kernel.stop();
    await rm(folder, { recursive: true });
  }
});

test(
  "Jupyter's own stdout, which the kernel inherits, stays as it is",
  { timeout: 60_000 },
  async () => {
    const kernel = await startKernel();
    try {
      await kernel.execute("console.log(1); console.error(2);");
      const info = await readFile(`/proc/${kernel.clientPid}/fdinfo/1`, "utf8");
      const [, flags] = /flags:\s+(\d+)/.exec(info)!;
      assert.equal(Number.parseInt(flags!, 8) & constants.O_NONBLOCK, 0);
    } finally {
      await kernel.stop();
    }
  },
);
