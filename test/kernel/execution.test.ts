import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { outputsOf, printed, resultOf, startKernel } from "./client";
import type { Kernel } from "./client";

suite("cells, through Jupyter's client", { timeout: 240_000 }, () => {
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

  test("results: a promise is awaited, undefined shows nothing, a class may show itself", async () => {
    assert.equal(resultOf(await kernel.execute("Promise.resolve([1, 2])")), "[ 1, 2 ]");
    assert.equal(resultOf(await kernel.execute("undefined")), undefined);
    assert.equal(resultOf(await kernel.execute("null")), "null");
    const cell = await kernel.execute(`class Point {
      constructor(readonly x: number) {}
      async [Symbol.for("Jupyter.display")]() {
        return { "text/html": "<b>" + this.x + "</b>", "text/plain": "Point " + this.x };
      }
    }
    new Point(3)`);
    const [result] = outputsOf(cell, "execute_result");
    assert.deepEqual(result?.["data"], { "text/html": "<b>3</b>", "text/plain": "Point 3" });
  });

  test("a name of an earlier cell in a shorthand property", async () => {
    await kernel.execute("const beta = 4;\nconst options = { epochs: 1 };");
    const cell = await kernel.execute("JSON.stringify({ beta, ...options, nested: { beta } })");
    assert.equal(resultOf(cell), '{"beta":4,"epochs":1,"nested":{"beta":4}}');
  });

  test("stdout, stderr, displays and results keep their order", async () => {
    const cell = await kernel.execute(`
      console.log("one"); console.error("two"); console.log("three");
      const show = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
      show({ data: { "text/plain": "four" } });
      process.stdout.write("fünf");
      6`);
    const order = cell.outputs.flatMap(({ type, content }) =>
      type === "stream" ? [`${content["name"] as string} ${content["text"] as string}`] : [type],
    );
    assert.deepEqual(order, [
      "execute_input",
      "stdout one\n",
      "stderr two\n",
      "stdout three\n",
      "display_data",
      "stdout fünf",
      "execute_result",
    ]);
  });

  test("a display is a bundle with metadata, and can be updated from a later cell", async () => {
    const cell = await kernel.execute(`
      const display = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
      const data = { "application/json": { a: [1] }, "text/plain": "a" };
      display({ data, metadata: { wide: true }, transient: { display_id: "x" } });`);
    assert.deepEqual(outputsOf(cell, "display_data"), [
      {
        data: { "application/json": { a: [1] }, "text/plain": "a" },
        metadata: { wide: true },
        transient: { display_id: "x" },
      },
    ]);
    const later = await kernel.execute(
      'display({ data: { "text/plain": "b" }, transient: { display_id: "x" } }, true);',
    );
    assert.deepEqual(outputsOf(later, "update_display_data"), [
      { data: { "text/plain": "b" }, metadata: {}, transient: { display_id: "x" } },
    ]);
  });

  test("tslab's own display still works", async () => {
    const cell = await kernel.execute(
      'import { display, newDisplay } from "tslab";\ndisplay.html("<b>x</b>");\nconst d = newDisplay(); d.text("1"); d.text("2");',
    );
    assert.deepEqual(outputsOf(cell, "display_data")[0]?.["data"], { "text/html": "<b>x</b>" });
    assert.deepEqual(outputsOf(cell, "update_display_data")[0]?.["data"], { "text/plain": "2" });
  });

  test("console.clear() empties the output", async () => {
    const cell = await kernel.execute('console.log("a"); console.clear(); console.log("b");');
    assert.deepEqual(
      cell.outputs.map(({ type }) => type),
      ["execute_input", "stream", "clear_output", "stream"],
    );
    assert.deepEqual(outputsOf(cell, "clear_output"), [{ wait: false }]);
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

  test("what a failed cell had declared before it failed is there, and older values survive", async () => {
    await kernel.execute("const kept = 'old'; const replaced = 'old';");
    const failed = await kernel.execute(
      "const replaced = 'new'; const fresh = 1; null!.x; const kept = 'never';".replace(
        "null!.x",
        "throw new Error('x')",
      ),
    );
    assert.equal(failed.reply.status, "error");
    assert.equal(resultOf(await kernel.execute("`${kept} ${replaced} ${fresh}`")), "old new 1");
  });

  test("cells sent behind a failing one are aborted, and later ones run", async () => {
    const statuses = (cells: { reply: { status: string } }[]) =>
      cells.map((cell) => cell.reply.status);
    for (const failing of ["throw new Error('first')", "const a: number = '';"]) {
      const cells = await kernel.executeAll([failing, "1", "2"]);
      assert.deepEqual(statuses(cells), ["error", "aborted", "aborted"]);
      assert.equal((await kernel.execute("3")).reply.status, "ok");
    }
    const allowed = await kernel.executeAll(["throw new Error('x')", "4"], {
      stop_on_error: false,
    });
    assert.deepEqual(statuses(allowed), ["error", "ok"]);
  });

  test("a silent cell leaves no trace", async () => {
    const before = (await kernel.execute("1")).reply.execution_count!;
    const silent = await kernel.execute("console.log('quiet'); 1 + 1", { silent: true });
    assert.deepEqual(silent.outputs, []);
    const unstored = await kernel.execute("7", { store_history: false });
    assert.equal(resultOf(unstored), "7");
    assert.equal((await kernel.execute("1")).reply.execution_count, before + 1);
  });

  test("user_expressions are evaluated after the cell, each with its own error", async () => {
    const cell = await kernel.execute("const answer = 42;", {
      user_expressions: { good: "answer / 2", bad: "answer.nothing", thrown: "JSON.parse('{')" },
    });
    const values = cell.reply["user_expressions"] as Record<string, Record<string, unknown>>;
    assert.deepEqual(values["good"], {
      status: "ok",
      data: { "text/plain": "21" },
      metadata: {},
    });
    assert.equal(values["bad"]?.["ename"], "TypeScriptError");
    assert.equal(values["thrown"]?.["ename"], "SyntaxError");
    assert.equal(cell.outputs.length, 1, "only execute_input");
  });

  test("input() asks at the front end, and says so where nobody can answer", async () => {
    const cell = await kernel.execute(
      'const who = await input("who? ");\nconst secret = await input("?", { password: true });\nwho + secret.length',
      { answers: ["Ada", "xyz"] },
    );
    assert.deepEqual(outputsOf(cell, "input_request"), [
      { prompt: "who? ", password: false },
      { prompt: "?", password: true },
    ]);
    assert.equal(resultOf(cell), "Ada3");
    const both = await kernel.execute('(await Promise.all([input("a"), input("b")])).join()', {
      answers: ["1", "2"],
    });
    assert.equal(resultOf(both), "1,2");
    const alone = await kernel.execute('await input("who? ")');
    assert.match(alone.reply.evalue!, /nobody can answer/);
  });

  test("name? shows what is known of a name", async () => {
    await kernel.execute("/** Half of a number. */\nfunction halved(n: number) { return n / 2; }");
    const cell = await kernel.execute("halved?");
    const [page] = cell.reply["payload"] as { source: string; data: Record<string, string> }[];
    assert.equal(page?.source, "page");
    assert.match(page.data["text/plain"]!, /halved\(n: number\): number[^]*Half of a number/);
  });

  test("what a cell prints before a loop that never yields is seen before the loop ends", async () => {
    const cell = await kernel.execute(
      "console.log('one');\nconsole.log('two');\nconst end = Date.now() + 700;\nwhile (Date.now() < end);\nconsole.log(Date.now());",
    );
    const texts = outputsOf(cell, "stream").map(({ text }) => text as string);
    assert.match(texts.pop()!, /^\d+\n$/);
    assert.equal(texts.join(""), "one\ntwo\n");
  });

  test("10,000 lines printed in one go arrive, in order, in few messages", async () => {
    const cell = await kernel.execute("for (let i = 0; i < 10_000; i++) console.log(`line ${i}`);");
    const expected = Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join("");
    assert.equal(printed(cell), expected);
    assert.ok(outputsOf(cell, "stream").length < 100);
  });
});
