import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { outputsOf, printed, resultOf, startKernel } from "./client";
import type { Kernel } from "./client";

const signal = 'Reflect.get(globalThis, Symbol.for("vae-cookbook.signal"))() as AbortSignal';

/** Interrupted so long after this was printed: before it begins, a cell is stopped in another way. */
const begin = "console.log('begun');\n";
const begun = { interrupts: [0.2], ready: "begun" };
/** By when it has to have ended: half a second, and some for a busy machine, but before the runtime would be. */
const limit = 0.5 + 1.5;

suite("interrupts", { timeout: 240_000 }, () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel();
    await kernel.execute("const kept = 'kept'; let ticks = 0;");
  });
  after(async () => {
    await kernel.stop();
  });

  const endless = {
    "a synchronous loop": "for (;;) {}",
    "a synchronous loop after an await": "await null; for (;;) {}",
    "a loop in a timer": "setTimeout(() => { for (;;) {} }, 1); await new Promise(() => {});",
    "a loop of microtasks": "for (;;) await null;",
    "a promise that never settles": "await new Promise(() => {});",
    "a loop that catches everything": "for (;;) { try { for (;;) {} } catch {} finally {} }",
    "a wait of node:timers/promises":
      "import { setTimeout as wait } from 'node:timers/promises';\nfor (;;) { await wait(10); ticks++; }",
    "a loop over timers": "for (;;) { await new Promise((r) => setTimeout(r, 5)); ticks++; }",
    "a loop over files":
      "import { readFile } from 'node:fs/promises';\nfor (;;) { await readFile('interrupts.test.ts'); ticks++; }",
    "a wait that is tried again and again":
      "import { setTimeout as again } from 'node:timers/promises';\nfor (;;) { try { await again(5); ticks++; } catch {} }",
    "files that are tried again and again":
      "import { readFile as read } from 'node:fs/promises';\nfor (;;) { try { await read('interrupts.test.ts'); ticks++; } catch {} }",
    "a ticker of node:timers":
      "import { setInterval as every } from 'node:timers';\nevery(() => { ticks++; }, 5); await new Promise(() => {});",
    "an interval": "setInterval(() => { ticks++; }, 5); await new Promise(() => {});",
  };
  for (const [name, code] of Object.entries(endless)) {
    test(`${name} is stopped, nothing goes on, and variables are kept`, async () => {
      const cell = await kernel.execute(begin + code, begun);
      assert.equal(cell.reply.ename, "Interrupted");
      assert.deepEqual(cell.reply["traceback"], [
        "Interrupted: The cell was stopped before it ended.",
      ]);
      assert.ok(cell.sinceInterrupt! < limit, `${cell.sinceInterrupt} s`);
      assert.equal(printed(cell, "stderr"), "");
      const ticks = resultOf(await kernel.execute("ticks"));
      await sleep(100);
      assert.equal(resultOf(await kernel.execute("ticks")), ticks);
      assert.equal(resultOf(await kernel.execute("kept")), "kept");
      assert.equal(printed(await kernel.execute("console.log('fine')")), "fine\n");
    });
  }

  test("a program that an interrupted cell started ends", async () => {
    const cell = await kernel.execute(
      "import { spawn } from 'node:child_process';\nconst program = spawn('sleep', ['30']);\nconsole.log('spawned');\nawait new Promise(() => {});",
      { interrupts: [0.1], ready: "spawned" },
    );
    assert.equal(cell.reply.ename, "Interrupted");
    await sleep(100);
    assert.equal(resultOf(await kernel.execute("program.signalCode")), "SIGTERM");
  });

  test("and so does one that was started in promise form", async () => {
    const cell = await kernel.execute(
      "import { exec } from 'node:child_process';\nimport { promisify } from 'node:util';\nconst run = promisify(exec)('sleep 30; echo late');\nconst child = run.child;\nconsole.log('spawned');\nawait run;",
      { interrupts: [0.1], ready: "spawned" },
    );
    assert.equal(cell.reply.ename, "Interrupted");
    await sleep(100);
    assert.equal(resultOf(await kernel.execute("child.signalCode")), "SIGTERM");
  });

  test("an interrupt before the cell has begun leaves what it imports to the next", async () => {
    const path = join(tmpdir(), `interrupted-${process.pid}.ts`);
    await writeFile(path, "export const value = 7;\n");
    const code = `import { value } from ${JSON.stringify(path.replace(/\.ts$/, ""))};\nvalue`;
    const cell = await kernel.execute(code, { interrupts: [0] });
    // Where the interrupt is the faster message of the two, there is nothing to stop.
    if (cell.reply.status === "error") assert.equal(outputsOf(cell, "error").length, 1);
    assert.equal(resultOf(await kernel.execute(code)), "7");
    await rm(path);
  });

  test("what was being loaded is loaded anew", async () => {
    const path = join(tmpdir(), `half-${process.pid}.ts`);
    await writeFile(
      path,
      "export const first = 1;\nconst end = Date.now() + 3000;\nwhile (Date.now() < end);\nexport const second = 2;\n",
    );
    const code = `import { first, second } from ${JSON.stringify(path.replace(/\.ts$/, ""))};\nfirst + second`;
    assert.equal((await kernel.execute(code, { interrupts: [1] })).reply.ename, "Interrupted");
    assert.equal(resultOf(await kernel.execute(code)), "3");
    await rm(path);
  });

  test("prints of an interrupted cell stop, and its promises tell no one", async () => {
    const cell = await kernel.execute(
      "for (;;) { await new Promise((r) => setTimeout(r, 20)); console.log('tick'); }",
      { interrupts: [0.2], ready: "tick" },
    );
    assert.match(printed(cell), /^(tick\n)+$/);
    assert.deepEqual(await kernel.late(0), []);
  });

  test("a cell that watches its signal ends by itself", async () => {
    const cell = await kernel.execute(
      `${begin}const watched = ${signal};
       let steps = 0;
       while (!watched.aborted) { await new Promise((next) => setTimeout(next, 10)); steps++; }
       console.log("stopped by itself", steps > 0);`,
      begun,
    );
    assert.equal(cell.reply.status, "ok");
    assert.equal(printed(cell), "begun\nstopped by itself true\n");
    assert.ok(cell.sinceInterrupt! < limit, `${cell.sinceInterrupt} s`);
    assert.equal(resultOf(await kernel.execute(`(${signal}).aborted`)), "false");
  });

  test("a training that is interrupted keeps the partly trained model", async () => {
    const cell = await kernel.execute(
      `import { backend, fit, interruptSignal, mnist, Vae } from "vae-cookbook";
       await backend();
       const digits = await mnist();
       const vae = new Vae({ latent: 2, seed: 1 });
       const signal = interruptSignal()!;
       let told = 0;
       const onProgress = ({ step }: { step: number }) => { if (step > 0 && told++ === 0) console.log("it trains"); };
       const history = await fit(vae, digits.train, { epochs: 1000, seed: 1, signal, onProgress });
       history.stopped && history.steps.length > 0`,
      { interrupts: [0.2], ready: "it trains", timeout: 60 },
    );
    assert.equal(resultOf(cell), "true", JSON.stringify(cell.reply));
    assert.ok(cell.sinceInterrupt! < limit, `${cell.sinceInterrupt} s`);
    assert.match(resultOf(await kernel.execute("vae.sample(1, { seed: 1 }).shape"))!, /784/);
  });

  test("an interrupt that comes while an earlier cell's timer holds the thread stops the cell that waits", async () => {
    await kernel.execute(
      "setTimeout(() => { const end = Date.now() + 5000; while (Date.now() < end); }, 200);",
    );
    await sleep(300);
    const cell = await kernel.execute("await new Promise(() => {});", { interrupts: [0.5] });
    assert.equal(cell.reply.ename, "Interrupted");
    assert.equal(resultOf(await kernel.execute("kept")), "kept");
  });

  test("cells behind an interrupted one do not run", async () => {
    const cells = await kernel.executeAll([`${begin}for (;;) {}`, "1"], begun);
    assert.deepEqual(
      cells.map((cell) => cell.reply.status),
      ["error", "aborted"],
    );
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("an interrupt without a running cell does nothing, also as a signal", async () => {
    await kernel.request("interrupt_request", {}, "control");
    process.kill(kernel.pid, "SIGINT");
    await sleep(100);
    assert.equal(resultOf(await kernel.execute("kept")), "kept");
  });

  const behind = {
    "an endless loop": "for (;;) await null;",
    "nothing more": "await null; 5",
    "waits that are tried again":
      "for (;;) { try { await new Promise((r) => setTimeout(r, 5)); } catch {} }",
  };
  for (const [name, code] of Object.entries(behind)) {
    for (const watches of ["", signal]) {
      const title = `native code, then ${name}${watches && ", the signal watched"}`;
      test(`${title}: the cell ends, and is the only one to`, async () => {
        const cell = await kernel.execute(
          `import { spawnSync } from 'node:child_process';\n${watches};\nconsole.log('held');\nawait null;\nspawnSync('sleep', ['3']);\n${code}`,
          { interrupts: [0.1], ready: "held" },
        );
        assert.equal(cell.reply.ename, "Interrupted");
        assert.ok(cell.sinceInterrupt! < 3 + limit, `${cell.sinceInterrupt} s`);
        assert.deepEqual(
          cell.outputs.map(({ type }) => type),
          ["execute_input", "stream", "error"],
        );
        const next = await kernel.execute(`${begin}for (;;) {}`, begun);
        assert.equal(next.reply.ename, "Interrupted");
        assert.equal(resultOf(await kernel.execute("kept")), "kept");
      });
    }
  }

  test("a second interrupt, when native code did not heed the first, restarts the runtime", async () => {
    const cell = await kernel.execute(
      `import { spawnSync } from 'node:child_process';\n${begin}await null;\nspawnSync('sleep', ['30']);`,
      { interrupts: [0.2, 0.7], ready: "begun" },
    );
    assert.equal(cell.reply.ename, "RuntimeEnded");
    assert.match(cell.reply.evalue!, /interrupted twice[^]*variables of all cells are gone/);
    assert.ok(cell.sinceInterrupt! < 10, `${cell.sinceInterrupt} s`);
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });
});
