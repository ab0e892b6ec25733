import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { outputsOf, resultOf, startKernel } from "./client";
import type { Kernel } from "./client";

suite("requests beside cells", { timeout: 240_000 }, () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel();
  });
  after(async () => {
    await kernel.stop();
  });

  test("kernel_info, on shell and on control", async () => {
    for (const channel of ["shell", "control"] as const) {
      const { type, content } = await kernel.request("kernel_info_request", {}, channel);
      assert.equal(type, "kernel_info_reply");
      assert.equal(content["status"], "ok");
      assert.equal(content["protocol_version"], "5.4");
      assert.equal(content["debugger"], false);
      const { name, version } = content["language_info"] as Record<string, string>;
      assert.equal(name, "typescript");
      assert.match(version!, /^5\.9\./);
    }
  });

  test("completion knows the values of earlier cells, with their types", async () => {
    await kernel.execute("const sizes = new Map<string, number>();");
    const code = "sizes.forE";
    const { content } = await kernel.request("complete_request", {
      code,
      cursor_pos: code.length,
    });
    assert.deepEqual(content["matches"], ["forEach"]);
    assert.deepEqual([content["cursor_start"], content["cursor_end"]], [6, 10]);
    const { _jupyter_types_experimental: types } = content["metadata"] as Record<string, unknown>;
    const [entry] = types as { type: string; signature: string }[];
    assert.equal(entry?.type, "method");
    assert.match(entry.signature, /callbackfn/);
  });

  test("cursors count characters, not UTF-16 units", async () => {
    const code = 'const 𝛼 = "😀😀"; 𝛼.toUp';
    const characters = Array.from(code).length;
    assert.notEqual(characters, code.length);
    const { content } = await kernel.request("complete_request", { code, cursor_pos: characters });
    assert.deepEqual(content["matches"], ["toUpperCase"]);
    assert.equal(content["cursor_end"], characters);
    assert.equal(content["cursor_start"], characters - 4);
  });

  test("inspection shows the signature and the documentation", async () => {
    await kernel.execute(
      "/** Twice a number. */\nfunction twice(n: number): number { return 2 * n; }",
    );
    const inspect = async (detail_level: 0 | 1) =>
      (await kernel.request("inspect_request", { code: "twice(1)", cursor_pos: 2, detail_level }))
        .content as { found: boolean; data: Record<string, string> };
    const brief = await inspect(0);
    assert.ok(brief.found);
    assert.match(brief.data["text/plain"]!, /twice\(n: number\): number[^]*Twice a number\./);
    assert.doesNotMatch(brief.data["text/plain"]!, /2 \* n/);
    const nothing = await kernel.request("inspect_request", { code: "  ", cursor_pos: 1 });
    assert.equal(nothing.content["found"], false);
  });

  test("is_complete: complete, incomplete with an indent, invalid", async () => {
    const ask = async (code: string) =>
      (await kernel.request("is_complete_request", { code })).content;
    assert.equal((await ask("1 + 1"))["status"], "complete");
    const incomplete = await ask("for (const a of []) {");
    assert.equal(incomplete["status"], "incomplete");
    assert.equal(incomplete["indent"], "  ");
    assert.equal((await ask("const = 3"))["status"], "invalid");
  });

  test("history: tail, range and search, and it survives a restart", async () => {
    const mark = `"marked ${process.pid}"`;
    await kernel.execute(`${mark} + 1`);
    await kernel.execute(`${mark} + 2`);
    const ask = async (content: object) =>
      (await kernel.request("history_request", { raw: true, output: false, ...content })).content[
        "history"
      ] as [number, number, unknown][];
    const tail = await ask({ hist_access_type: "tail", n: 2 });
    assert.deepEqual(
      tail.map(([, , input]) => input),
      [`${mark} + 1`, `${mark} + 2`],
    );
    const session = tail[0]![0];
    const [first] = await ask({
      hist_access_type: "range",
      session,
      start: tail[0]![1],
      stop: tail[1]![1],
    });
    assert.deepEqual(first, tail[0]);
    const [found] = await ask({
      hist_access_type: "search",
      pattern: `${mark}*`,
      n: 1,
      output: true,
    });
    assert.deepEqual(found?.[2], [`${mark} + 2`, `marked ${process.pid}2`]);
    await kernel.restart();
    const after = await ask({ hist_access_type: "search", pattern: `${mark}*`, unique: true });
    assert.equal(after.length, 2);
    await kernel.execute("'of the next session'");
    const [next] = await ask({ hist_access_type: "tail", n: 1 });
    assert.ok(next![0] > session);
    const [before] = await ask({
      hist_access_type: "range",
      session: -1,
      start: tail[0]![1],
      stop: tail[0]![1] + 1,
    });
    assert.deepEqual(before, tail[0]);
  });

  test("a request with content of the wrong type is answered with an error", async () => {
    const { content } = await kernel.request("complete_request", { code: 7, cursor_pos: 0 });
    assert.equal(content["status"], "error");
    assert.match(content["evalue"] as string, /complete_request: code must be a string, got 7/);
  });

  test("comms: opened from a cell, from the page, closed, and listed meanwhile", async () => {
    const hook = 'Reflect.get(globalThis, Symbol.for("vae-cookbook.comms"))';
    const opened = await kernel.execute(
      `const comm = ${hook}.open("test", { a: 1 }, { buffers: [new Uint8Array([1, 2])] });
       comm.onMessage = (data: object) => { console.log(JSON.stringify(data)); comm.send({ echo: data }); };`,
    );
    const [open] = outputsOf(opened, "comm_open");
    assert.equal(open?.["target_name"], "test");
    const id = open["comm_id"] as string;
    const info = await kernel.request("comm_info_request", { target_name: "test" });
    assert.deepEqual(info.content["comms"], { [id]: { target_name: "test" } });
    const sent = await kernel.request("comm_msg", { comm_id: id, data: { b: 2 } });
    assert.equal(sent.type, null);
    const late = await kernel.late(2);
    const echo = late.find(({ type }) => type === "comm_msg");
    assert.deepEqual(echo?.content, { comm_id: id, data: { echo: { b: 2 } } });
    await kernel.execute("comm.close()");
    assert.deepEqual((await kernel.request("comm_info_request", {})).content["comms"], {});

    await kernel.execute(
      `${hook}.registerTarget("page", (comm: { send(data: object): void }, data: object) => comm.send({ got: data }));`,
    );
    await kernel.request("comm_open", { comm_id: "c1", target_name: "page", data: { x: 1 } });
    const answers = await kernel.late(1);
    assert.deepEqual(answers.find(({ type }) => type === "comm_msg")?.content, {
      comm_id: "c1",
      data: { got: { x: 1 } },
    });
    await kernel.request("comm_open", { comm_id: "c2", target_name: "nobody", data: {} });
    assert.ok((await kernel.late(1)).some(({ type }) => type === "comm_close"));
  });

  const whileRunning: [string, object][] = [
    ["complete_request", { code: "Math.ma", cursor_pos: 7 }],
    ["inspect_request", { code: "Math", cursor_pos: 2 }],
    ["is_complete_request", { code: "if (x) {" }],
    ["comm_info_request", {}],
    ["kernel_info_request", {}],
  ];
  for (const [name, code] of Object.entries({
    "an awaiting cell": "await new Promise((r) => setTimeout(r, 4000));",
    "a synchronous loop": "const until = Date.now() + 4000; while (Date.now() < until) {}",
    "native code": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);",
  })) {
    test(`requests are answered while ${name} runs`, async () => {
      await kernel.request("complete_request", { code: "Math.ma", cursor_pos: 7 });
      const cell = await kernel.execute(code, { aside: whileRunning });
      assert.equal(cell.reply.status, "ok");
      assert.deepEqual(
        cell.aside.map(({ type, early }) => [type, early]),
        whileRunning.map(([type]) => [type.replace("request", "reply"), true]),
      );
      assert.equal(resultOf(await kernel.execute("2")), "2");
    });
  }
});
