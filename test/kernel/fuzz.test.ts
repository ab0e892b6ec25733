/** 10,000 messages that are wrong in some way: the kernel lives, executes none of them, and does not grow. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { residentMegabytes, resultOf, startKernel } from "./client";

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString("base64");
const bytes = fc.uint8Array({ maxLength: 64 });
const delimiter = base64("<IDS|MSG>");

const types = [
  ...["execute_request", "complete_request", "inspect_request", "is_complete_request"],
  ...["history_request", "comm_info_request", "comm_open", "comm_msg", "comm_close", "input_reply"],
  ...["debug_request", "nothing_request", "__proto__", "constructor_request"],
];

const header = (type: fc.Arbitrary<string>) =>
  fc.record({ msg_id: fc.uuid(), session: fc.uuid(), username: fc.string(), msg_type: type });

/** An execution that would leave a trace, but for the fault that is made afterwards. */
const execution = (marker: string) =>
  header(fc.constant("execute_request")).map((head) => {
    const code = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "executed");`;
    return [head, {}, {}, { code, silent: false }].map((part) => base64(JSON.stringify(part)));
  });

function wrongMessages(marker: string): fc.Arbitrary<string[]> {
  const signed = execution(marker);
  const signature = fc.oneof(
    fc.constant(""),
    fc.stringMatching(/^[0-9a-f]{64}$/),
    bytes.map((b) => Buffer.from(b).toString("latin1")),
  );
  const wrongContent = fc.record(
    {
      code: fc.oneof(fc.integer(), fc.constant(null), fc.array(fc.integer()), fc.object()),
      comm_id: fc.oneof(fc.uuid(), fc.integer()),
      target_name: fc.oneof(fc.constant("jupyter.widget.control"), fc.string(), fc.constant(null)),
      data: fc.oneof(fc.object(), fc.string(), fc.constant(null)),
      value: fc.oneof(fc.string(), fc.integer()),
      hist_access_type: fc.oneof(fc.string(), fc.integer()),
      cursor_pos: fc.oneof(fc.double(), fc.string()),
    },
    { requiredKeys: ["code", "cursor_pos"] },
  );
  return fc.oneof(
    // not signed with the key
    fc.tuple(signed, signature).map(([parts, text]) => [delimiter, base64(text), ...parts]),
    // cut short
    fc
      .tuple(signed, fc.integer({ min: 0, max: 5 }))
      .map(([parts, n]) => [delimiter, base64("00"), ...parts].slice(0, n + 1)),
    // frames of anything
    fc.array(bytes, { minLength: 1, maxLength: 8 }).map((frames) => frames.map(base64)),
    // signed, but no JSON, or JSON of the wrong kind
    fc
      .tuple(
        fc.constantFrom("{", "[]", "null", "7", '"x"', "\0", ""),
        fc.integer({ min: 0, max: 3 }),
        signed,
      )
      .map(([text, at, parts]) => [
        "SIGN",
        ...parts.map((part, i) => (i === at ? base64(text) : part)),
      ])
      .filter((frames) => !frames.slice(4, 5).includes(base64("{}"))),
    // signed, of every type, with content of the wrong types and comms that nobody opened
    fc
      .tuple(header(fc.constantFrom(...types)), wrongContent, fc.array(bytes, { maxLength: 2 }))
      .map(([head, content, buffers]) => [
        "SIGN",
        ...[head, {}, {}, content].map((part) => base64(JSON.stringify(part))),
        ...buffers.map(base64),
      ]),
  );
}

test("10,000 wrong messages", { timeout: 180_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "kernel-fuzz-"));
  const marker = join(folder, "executed");
  const kernel = await startKernel({ quiet: true });
  try {
    const before = (await kernel.execute("1")).reply.execution_count!;
    const messages = fc.sample(wrongMessages(marker), { numRuns: 10_000, seed: 1 });
    const sizes: number[] = [];
    for (let at = 0; at < messages.length; at += 1000) {
      const channel = at % 2000 === 0 ? "shell" : "control";
      await kernel.sendFrames(messages.slice(at, at + 1000), channel, 65_536);
      assert.equal(resultOf(await kernel.execute("6 * 7")), "42");
      sizes.push(residentMegabytes(kernel.pid));
    }
    await sleep(200);
    assert.ok(!existsSync(marker), "a message that was wrong was executed");
    const { execution_count: count } = (await kernel.execute("1")).reply;
    assert.equal(count, before + messages.length / 1000 + 1);
    // The same execution without a fault does leave its trace.
    await kernel.sendFrames([
      ["SIGN", ...fc.sample(execution(marker), { numRuns: 1, seed: 1 })[0]!],
    ]);
    for (let waited = 0; !existsSync(marker) && waited < 5000; waited += 50) await sleep(50);
    assert.ok(existsSync(marker));
    // Garbage that V8 is in no hurry to collect comes and goes; the messages alone are 655 MB.
    const growth = Math.min(...sizes.slice(-3)) - Math.max(...sizes.slice(0, 3));
    assert.ok(growth < 120, `grew by ${growth.toFixed(1)} MB: ${sizes.map(Math.round).join(", ")}`);
  } finally {
    await kernel.stop();
    await rm(folder, { recursive: true });
  }
});
