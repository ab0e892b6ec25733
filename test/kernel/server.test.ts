import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, outputsOf, printed, startKernel } from "./client";
import type { Kernel } from "./client";

suite("the kernel, through Jupyter's client", { timeout: 240_000 }, () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel();
  });
  after(async () => {
    await kernel.stop();
  });

  test("a last expression is the cell's result", async () => {
    const cell = await kernel.execute("const two = 2;\ntwo + 1");
    assert.equal(cell.reply.status, "ok");
    assert.deepEqual(outputsOf(cell, "execute_result"), [
      { data: { "text/plain": "3" }, metadata: {}, execution_count: cell.reply.execution_count },
    ]);
    assert.equal(outputsOf(cell, "execute_input")[0]?.["code"], "const two = 2;\ntwo + 1");
    assert.equal((await kernel.execute("const two = 'redeclared';")).reply.status, "ok");
  });

  test("a name of an earlier cell in a shorthand property", async () => {
    await kernel.execute("const beta = 4;\nconst options = { epochs: 1 };");
    const cell = await kernel.execute("JSON.stringify({ beta, ...options, nested: { beta } })");
    const [result] = outputsOf(cell, "execute_result");
    const data = { "text/plain": '{"beta":4,"epochs":1,"nested":{"beta":4}}' };
    assert.deepEqual(result?.["data"], data);
  });

  test("10,000 lines printed in one go arrive, in order, in few messages", async () => {
    const cell = await kernel.execute("for (let i = 0; i < 10_000; i++) console.log(`line ${i}`);");
    const lines = printed(cell).split("\n");
    assert.equal(lines.pop(), "");
    assert.deepEqual(
      lines,
      Array.from({ length: 10_000 }, (_, i) => `line ${i}`),
    );
    assert.ok(outputsOf(cell, "stream").length < 100);
  });

  test("stdout, stderr and displays keep their order", async () => {
    const cell = await kernel.execute(`
      console.log("one"); console.error("two"); console.log("three");
      const show = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
      show({ data: { "text/plain": "four" } });
      process.stdout.write("fünf");`);
    const order = cell.outputs.flatMap(({ type, content }) =>
      type === "stream"
        ? [`${content["name"] as string} ${content["text"] as string}`]
        : type === "display_data"
          ? ["display"]
          : [],
    );
    const expected = ["stdout one\n", "stderr two\n", "stdout three\n", "display", "stdout fünf"];
    assert.deepEqual(order, expected);
  });

  test("a display is a bundle, and can be updated", async () => {
    const cell = await kernel.execute(`
      const display = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
      const data = { "application/json": { a: [1] }, "text/plain": "a" };
      display({ data, metadata: { wide: true }, transient: { display_id: "x" } }, false);
      display({ data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "x" } }, true);`);
    assert.deepEqual(outputsOf(cell, "display_data"), [
      {
        data: { "application/json": { a: [1] }, "text/plain": "a" },
        metadata: { wide: true },
        transient: { display_id: "x" },
      },
    ]);
    assert.deepEqual(outputsOf(cell, "update_display_data"), [
      { data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "x" } },
    ]);
  });

  test("tslab's own display still works", async () => {
    const cell = await kernel.execute(
      'import { display } from "tslab";\ndisplay.html("<b>x</b>");',
    );
    assert.deepEqual(outputsOf(cell, "display_data")[0]?.["data"], { "text/html": "<b>x</b>" });
  });

  test("a thrown error is an error message with the lines of the cells, and no stderr", async () => {
    await kernel.execute(
      "function half(n: number): number {\n  if (n % 2 === 1) throw new RangeError(`${n} is odd`);\n  return n / 2;\n}",
    );
    const cell = await kernel.execute("// a comment\nconst one = 1;\n\nconst bad = half(one);");
    const [error] = outputsOf(cell, "error");
    assert.equal(error?.["ename"], "RangeError");
    assert.equal(error["evalue"], "1 is odd");
    const [head, inner, outer, ...others] = error["traceback"] as string[];
    assert.equal(head, "RangeError: 1 is odd");
    assert.match(inner!, /at cell\[\d+\]\.ts:2 +if \(n % 2 === 1\) throw/);
    assert.match(outer!, /at cell\[\d+\]\.ts:4 +const bad = half\(one\);/);
    assert.deepEqual(others, []);
    assert.equal(cell.reply.status, "error");
    assert.equal(cell.reply.ename, "RangeError");
    assert.deepEqual(cell.reply["traceback"], error["traceback"]);
    assert.equal(printed(cell, "stderr"), "");
  });

  test("an awaited rejection, its cause, and what is not an Error", async () => {
    const cell = await kernel.execute(
      'await Promise.reject(new Error("late", { cause: new TypeError("why") }));',
    );
    const [error] = outputsOf(cell, "error");
    assert.ok((error?.["traceback"] as string[]).includes("caused by TypeError: why"));
    const [thrown] = outputsOf(await kernel.execute('throw "a word";'), "error");
    assert.equal(thrown?.["evalue"], "a word");
  });

  test("type errors come with their place, all of them, before anything runs", async () => {
    const cell = await kernel.execute(
      'console.log("ran");\nconst a: number = "text";\nlet b: string = { a }.a;',
    );
    const [error] = outputsOf(cell, "error");
    assert.equal(error?.["ename"], "TypeScriptError");
    const traceback = (error["traceback"] as string[]).join("\n");
    assert.match(traceback, /cell:2:7 - TS2322: Type 'string' is not assignable to type 'number'/);
    assert.match(traceback, /cell:3:5 - TS2322: Type 'number' is not assignable to type 'string'/);
    assert.equal(printed(cell), "");
  });

  test("cells sent behind a failing one are aborted, and later ones run", async () => {
    const statuses = (cells: { reply: { status: string } }[]) =>
      cells.map((cell) => cell.reply.status);
    const cells = await kernel.executeAll(["throw new Error('first')", "1", "2"]);
    assert.deepEqual(statuses(cells), ["error", "aborted", "aborted"]);
    assert.equal((await kernel.execute("3")).reply.status, "ok");
    const allowed = await kernel.executeAll(["throw new Error('x')", "4"], {
      stop_on_error: false,
    });
    assert.deepEqual(statuses(allowed), ["error", "ok"]);
  });

  test("an interrupt aborts the cell's signal, and the cell ends by itself", async () => {
    const cell = await kernel.execute(
      `const signal: AbortSignal = Reflect.get(globalThis, Symbol.for("vae-cookbook.signal"))();
       let steps = 0;
       while (!signal.aborted) { await new Promise((next) => setTimeout(next, 10)); steps++; }
       console.log("stopped by itself", steps > 0);`,
      { interrupt_after: 0.5 },
    );
    assert.equal(cell.reply.status, "ok");
    assert.equal(printed(cell), "stopped by itself true\n");
    assert.ok(cell.seconds < 1.4, `${cell.seconds} s`);
    const next = await kernel.execute(
      'Reflect.get(globalThis, Symbol.for("vae-cookbook.signal"))().aborted',
    );
    assert.deepEqual(outputsOf(next, "execute_result")[0]?.["data"], { "text/plain": "false" });
  });

  test("an interrupt ends an awaiting cell that does not look at its signal", async () => {
    const cell = await kernel.execute("await new Promise(() => {});", { interrupt_after: 0.3 });
    assert.equal(cell.reply.status, "error");
    assert.equal(cell.reply.ename, "Interrupted");
    assert.ok(cell.seconds < 3, `${cell.seconds} s`);
  });

  test("an interrupt ends an endless synchronous loop, and drops the cells behind it", async () => {
    const cells = await kernel.executeAll(["for (;;) {}", "1"], { interrupt_after: 0.5 });
    assert.deepEqual(
      cells.map((cell) => cell.reply.status),
      ["error", "aborted"],
    );
    assert.equal(cells[0]!.reply.ename, "Interrupted");
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("an interrupt without a running cell does nothing", async () => {
    process.kill(kernel.pid, "SIGINT");
    await sleep(100);
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("a silent cell leaves no trace", async () => {
    const before = (await kernel.execute("1")).reply.execution_count!;
    const silent = await kernel.execute("1 + 1", { silent: true });
    assert.deepEqual(silent.outputs, []);
    assert.equal((await kernel.execute("1")).reply.execution_count, before + 1);
  });

  test("a rejection that nobody awaits does not end the kernel", async () => {
    await kernel.execute("void Promise.reject(new Error('nobody awaits'));");
    assert.equal((await kernel.execute("1")).reply.status, "ok");
  });

  test("kernel_info, comm_info and requests that are not supported are answered", async () => {
    const info = await kernel.request("kernel_info_request", {});
    assert.equal(info?.type, "kernel_info_reply");
    assert.equal(info.content["status"], "ok");
    const comms = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
    assert.deepEqual(comms, { type: "comm_info_reply", content: { status: "ok", comms: {} } });
    // JupyterLab shows the kernel as "Unknown" until this one is idle.
    assert.equal(await kernel.request("history_request", { hist_access_type: "tail" }), null);
  });

  test("completion knows the values of earlier cells", async () => {
    await kernel.execute("const sizes = new Map<string, number>();");
    const code = "sizes.fo";
    const reply = await kernel.request("complete_request", { code, cursor_pos: code.length });
    assert.deepEqual(reply?.content["matches"], ["forEach"]);
  });
});

test("the kernel ends on shutdown", { timeout: 60_000 }, async () => {
  const kernel = await startKernel();
  await kernel.execute("setInterval(() => {}, 10);\n0");
  const { gone, seconds } = await kernel.shutdown();
  assert.ok(gone);
  assert.ok(seconds < 3, `${seconds} s`);
  await kernel.stop();
});

test("the kernel ends when Jupyter is killed", { timeout: 60_000 }, async () => {
  const kernel = await startKernel();
  assert.ok(isRunning(kernel.pid));
  process.kill(kernel.clientPid, "SIGKILL");
  for (let waited = 0; isRunning(kernel.pid) && waited < 5000; waited += 100) await sleep(100);
  assert.ok(!isRunning(kernel.pid));
});

test("a package that is rebuilt while a cell runs disturbs neither this cell nor the next", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vae-cookbook-kernel-"));
  const built = join(folder, "node_modules", "built");
  await mkdir(built, { recursive: true });
  await writeFile(join(built, "index.js"), "exports.one = 1;");
  await writeFile(join(built, "index.d.ts"), "export declare const one: number;");
  const kernel = await startKernel(folder);
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
