import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inFolder, leftOf, load, root } from "./load";

interface Processes {
  run: (
    command: string,
    args: string[],
    options: { log: string; onLine?: (line: string) => boolean },
  ) => Promise<{ code: number | null; output: string[] }>;
}

test("a tool's lines reach the log, but for those that are kept out", () =>
  inFolder(async (folder) => {
    const { run } = await load<Processes>("processes.mjs");
    const log = join(folder, "log");
    const { code, output } = await run(
      "sh",
      ["-c", "echo one; echo Progress 1; printf two >&2; exit 3"],
      {
        log,
        onLine: (line) => line.startsWith("Progress"),
      },
    );
    assert.equal(code, 3);
    assert.deepEqual([...output].sort(), ["one", "two"]);
    assert.match(readFileSync(log, "utf8"), /^one$/m);
    assert.doesNotMatch(readFileSync(log, "utf8"), /^Progress/m);
  }));

test("an interrupt ends the tool and what the tool has started", () =>
  inFolder(async (folder) => {
    const pidFile = join(folder, "pid");
    const script = join(folder, "main.mjs");
    const processes = pathToFileURL(join(root, "scripts", "setup", "processes.mjs")).href;
    writeFileSync(
      script,
      `import { interrupt, run } from ${JSON.stringify(processes)};
       process.on("SIGINT", interrupt);
       run("sh", ["-c", "sleep 60 & echo $! > ${pidFile}; wait"], { log: "${join(folder, "log")}" })
         .catch((error) => console.log(error.constructor.name));`,
    );
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (text) => (said += String(text)));
    const closed = new Promise((resolve) => child.once("close", resolve));
    let grandchild = 0;
    while (grandchild === 0) {
      await sleep(20);
      try {
        grandchild = Number(readFileSync(pidFile, "utf8"));
      } catch {
        // The shell has not begun.
      }
    }
    child.kill("SIGINT");
    await closed;
    assert.equal(said.trim(), "Interrupted");
    assert.deepEqual(await leftOf([grandchild]), []);
  }));

test("a lock whose owner is gone is taken over", () =>
  inFolder(async (folder) => {
    const { acquireLock } = await load<{
      acquireLock: (file: string, onWait: (owner: number) => void) => Promise<() => void>;
    }>("lock.mjs");
    const gone = spawn("true");
    await new Promise((resolve) => gone.once("close", resolve));
    const file = join(folder, "lock");
    writeFileSync(file, String(gone.pid));
    const waited = new Array<number>();
    const release = await acquireLock(file, (owner) => waited.push(owner));
    assert.equal(waited.length, 0);
    assert.equal(readFileSync(file, "utf8"), String(process.pid));

    const second = acquireLock(file, (owner: number) => waited.push(owner));
    await sleep(50);
    release();
    (await second)();
    assert.deepEqual(waited, [process.pid]);
  }));

test("an empty lock, which a full disk leaves behind, is taken over", { timeout: 10_000 }, () =>
  inFolder(async (folder) => {
    const { acquireLock } = await load<{
      acquireLock: (file: string, onWait: (owner: number) => void) => Promise<() => void>;
    }>("lock.mjs");
    const file = join(folder, "lock");
    writeFileSync(file, "");
    (await acquireLock(file, () => assert.fail("nobody holds it")))();
  }),
);

test("too small a disk is refused before the work begins", () =>
  inFolder(async (folder) => {
    const { requireSpace } = await load<{
      requireSpace: (
        folder: string,
        needed: number,
        options: { what: string; free?: number },
      ) => void;
    }>("disk.mjs");
    assert.throws(
      () => {
        requireSpace(folder, 2000, { what: "TensorFlow", free: 300.5 });
      },
      { message: "The disk has 300 MB free, TensorFlow needs 2000 MB while it is installed" },
    );
    requireSpace(folder, 0.001, { what: "a file" });
    assert.throws(() => {
      requireSpace(folder, 1e12, { what: "everything" });
    });
  }));
