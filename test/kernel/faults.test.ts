/** What goes wrong in a cell: the kernel survives, the reader is told, the next cell runs. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { hasEnded, outputsOf, printed, resultOf, startKernel } from "./client";
import type { CellOutcome, Kernel } from "./client";

suite("faults", { timeout: 240_000 }, () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel();
  });
  after(async () => {
    await kernel.stop();
  });

  const assertRuntimeEnded = async (cell: CellOutcome, reason: RegExp) => {
    assert.equal(cell.reply.status, "error");
    assert.equal(cell.reply.ename, "RuntimeEnded");
    assert.match(cell.reply.evalue!, reason);
    assert.match(cell.reply.evalue!, /variables of all cells are gone/);
    assert.deepEqual(
      outputsOf(cell, "error").map(({ evalue }) => evalue),
      [cell.reply.evalue],
    );
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  };

  test("process.exit()", async () => {
    await kernel.execute("const before = 1;");
    const cell = await kernel.execute("console.log('last words'); process.exit(3);");
    assert.equal(printed(cell), "last words\n");
    await assertRuntimeEnded(cell, /process\.exit\(3\)/);
    const gone = await kernel.execute("before");
    assert.match(gone.reply.evalue!, /Cannot find name 'before'/);
  });

  test("process.exit() from a timer, while nothing runs: the next cell is told", async () => {
    const left = await kernel.execute("setTimeout(() => process.exit(0), 50);\nprocess.pid");
    assert.ok(await hasEnded(Number(resultOf(left))));
    await sleep(200);
    const cell = await kernel.execute("1");
    assert.match(printed(cell, "stderr"), /process\.exit\(0\)[^]*variables of all cells are gone/);
    assert.equal(resultOf(cell), "1");
    assert.equal(printed(await kernel.execute("1"), "stderr"), "");
  });

  test("out of memory", { timeout: 120_000 }, async () => {
    const cell = await kernel.execute(
      "import v8 from 'node:v8';\nv8.setFlagsFromString('--max-old-space-size=200');\n" +
        "const kept: number[][] = [];\nfor (;;) kept.push(new Array<number>(1e5).fill(0.5));",
      { timeout: 100 },
    );
    await assertRuntimeEnded(cell, /ran out of memory/);
    assert.equal(printed(cell, "stderr"), "", "no dump of V8's");
  });

  test("a crash in native code", async () => {
    await assertRuntimeEnded(await kernel.execute("process.abort();"), /crashed in native code/);
    await assertRuntimeEnded(
      await kernel.execute("process.kill(process.pid, 'SIGSEGV'); for (;;) {}"),
      /crashed in native code \(SIGSEGV\)/,
    );
    const later = await kernel.execute("await new Promise((r) => setTimeout(r, 2200));");
    assert.equal(printed(later, "stderr"), "", "no dump of Node's, also not in another cell");
  });

  test("an unhandled rejection and an uncaught error are printed in their own cell", async () => {
    const cell = await kernel.execute(
      "void Promise.reject(new RangeError('nobody awaits'));\nawait new Promise((r) => setTimeout(r, 20));",
    );
    assert.equal(cell.reply.status, "ok");
    assert.match(
      printed(cell, "stderr"),
      /^Unhandled rejection: RangeError: nobody awaits\n +at cell\[\d+\]\.ts:1 /,
    );
    await kernel.execute("setTimeout(() => { throw new Error('late'); }, 1000);");
    const late = await kernel.late(1);
    assert.deepEqual(
      late.map(({ type, own }) => [type, own]),
      [["stream", true]],
      JSON.stringify(late),
    );
    assert.match(late[0]!.content["text"] as string, /^Uncaught: Error: late\n +at cell\[\d+\]/);
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("100,000 printed lines", async () => {
    const cell = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(i);");
    assert.equal(printed(cell), Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(""));
  });

  test("50 MB of output in one cell", async () => {
    const cell = await kernel.execute("console.log('x'.repeat(50e6)); 'done'");
    assert.equal(printed(cell).length, 50e6 + 1);
    assert.equal(resultOf(cell), "done");
  });

  test("what a cell prints after it has ended goes to that cell", async () => {
    await kernel.execute("setTimeout(() => console.log('from the first'), 200);");
    const second = await kernel.execute(
      "console.log('from the second'); await new Promise((r) => setTimeout(r, 400));",
    );
    assert.equal(printed(second), "from the second\n");
    await kernel.execute(
      "(async () => { for (const n of [1, 2]) { await null; await new Promise((r) => setTimeout(r, 1000)); console.log(n); } })(); 0",
    );
    const late = await kernel.late(2);
    assert.deepEqual(
      late.map(({ content, own }) => [content["text"], own]),
      [
        ["1\n", true],
        ["2\n", true],
      ],
    );
  });

  test("two cells queued behind one that ends the runtime do not run", async () => {
    const cells = await kernel.executeAll(["process.exit(1);", "console.log(1)", "console.log(2)"]);
    assert.deepEqual(
      cells.map(({ reply }) => reply.status),
      ["error", "aborted", "aborted"],
    );
    assert.deepEqual(
      cells.slice(1).flatMap(({ outputs }) => outputs),
      [],
    );
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("what a program that a cell starts prints is shown", async () => {
    const cell = await kernel.execute(
      "import { spawnSync } from 'node:child_process';\nspawnSync(process.execPath, ['-e', 'console.log(6 * 7)'], { stdio: 'inherit' });\nawait new Promise((r) => setTimeout(r, 100));",
    );
    assert.equal(printed(cell), "42\n");
  });

  test("blank pieces, and words like those of a dying Node, pass through", async () => {
    const cell = await kernel.execute(
      `import { execSync } from 'node:child_process';
       execSync("printf a; sleep .1; printf '\\n'; sleep .1; printf b; echo FATAL ERROR: disk", { stdio: "inherit" });
       execSync("echo three", { stdio: "inherit" });
       await new Promise((r) => setTimeout(r, 100));`,
    );
    assert.equal(printed(cell), "a\nbFATAL ERROR: disk\nthree\n");
    const last = await kernel.execute(
      `execSync("echo FATAL ERROR: full >&2", { stdio: "inherit" });
       process.exit(0);`,
    );
    assert.equal(printed(last, "stderr"), "FATAL ERROR: full\n");
  });

  test("programs end with the process that started them", async () => {
    const started = await kernel.execute(
      "import { spawn } from 'node:child_process';\nspawn('sleep', ['60'], { stdio: 'inherit' }).pid",
    );
    const cell = await kernel.execute("process.exit(3);");
    await assertRuntimeEnded(cell, /process\.exit\(3\)/);
    assert.ok(cell.seconds < 20, `${cell.seconds} s`);
    assert.ok(await hasEnded(Number(resultOf(started))));
  });

  test("the last prints before a crash", async () => {
    const cell = await kernel.execute(
      "for (let i = 0; i < 100; i++) console.log(i);\nprocess.abort();",
    );
    assert.equal(printed(cell), Array.from({ length: 100 }, (_, i) => `${i}\n`).join(""));
  });

  test("errors that are not what errors are", async () => {
    const idiom = await kernel.execute(
      "Error.prepareStackTrace = (_, sites) => sites;\nthrow new RangeError('x');",
    );
    assert.equal(idiom.reply.ename, "RangeError");
    await kernel.execute("Reflect.deleteProperty(Error, 'prepareStackTrace');");
    const odd = await kernel.execute("throw Object.assign(new Error('v'), { message: () => 1 });");
    assert.equal(odd.reply.status, "error");
    const own = await kernel.execute(
      "const all = new AggregateError([]);\nall.errors.push(all);\nall.cause = all;\nthrow all;",
    );
    assert.equal(own.reply.ename, "AggregateError");
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });

  test("a cell that TypeScript cannot read is an error that is shown, and stops the queue", async () => {
    const nested = "[".repeat(6000) + "]".repeat(6000);
    const [cell, behind] = await kernel.executeAll([nested, "1"]);
    assert.equal(cell?.reply.ename, "KernelError");
    assert.equal(outputsOf(cell, "error").length, 1);
    assert.equal(behind?.reply.status, "aborted");
    assert.equal(resultOf(await kernel.execute("1 + 1")), "2");
  });

  test("a process that ends while a cell is compiled: the cell knows that variables are gone", async () => {
    await kernel.execute("const gone = 1;");
    await kernel.execute("process.nextTick(() => process.exit(0));");
    const cell = await kernel.execute("import { Vae } from 'vae-cookbook';\ngone");
    assert.match(
      `${cell.reply.evalue}${printed(cell, "stderr")}`,
      /Cannot find name 'gone'|are gone/,
    );
    assert.equal(resultOf(await kernel.execute("const yy = 5;\nyy")), "5");
    assert.equal(resultOf(await kernel.execute("yy")), "5");
  });

  test("a display that is not JSON is an error of the cell", async () => {
    const cell = await kernel.execute(
      'Reflect.get(globalThis, Symbol.for("vae-cookbook.display"))({ data: { "text/plain": 1n } });',
    );
    assert.equal(cell.reply.ename, "TypeError");
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("no process is left behind after all of it", () => {
    const children = execFileSync("ps", ["--ppid", String(kernel.pid), "-o", "pid="], {
      encoding: "utf8",
    });
    assert.equal(children.trim().split("\n").length, 1, "one runtime");
  });
});
