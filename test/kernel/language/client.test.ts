import assert from "node:assert/strict";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { LanguageClient } from "../../../kernel/language/client";

const notebooks = join(__dirname, "../../../notebooks");
const done = { completed: true, assigned: [] };

suite("the language service in its thread", { timeout: 120_000 }, () => {
  const client = new LanguageClient(notebooks);
  after(() => {
    client.close();
  });

  const declare = async (client: LanguageClient, source: string) => {
    assert.equal((await client.convert(source)).ok, true);
    await client.settle(done);
  };

  test("requests made before it has loaded wait", async () => {
    const [first, second] = await Promise.all([
      client.convert("1"),
      client.isComplete("for (;;) {"),
    ]);
    assert.equal(first.ok, true);
    assert.deepEqual(second, { status: "incomplete", indent: "  " });
  });

  test("all that the service does", async () => {
    await declare(client, "const value = { first: 1 };");
    assert.equal((await client.complete("value.", 6)).items[0]?.text, "first");
    assert.match((await client.inspect("value", 5, 0))?.plain ?? "", /^const value/);
    assert.equal(await client.inspect("1", 1, 0), undefined);
    const conversion = await client.convert("missing");
    assert.equal(conversion.ok || conversion.diagnostics[0]?.code, 2304);
    await client.reset();
    assert.equal((await client.convert("value")).ok, false);
  });

  test("of completions that pile up, only the newest is worked out", async () => {
    await declare(client, "const value = { first: 1 };");
    const typed = "value.first";
    const answers = await Promise.all(
      Array.from(typed, (_, i) => client.complete(typed.slice(0, i + 1), i + 1)),
    );
    const worked = answers.flatMap(({ items }, i) => (items.length > 0 ? [i] : []));
    assert.deepEqual(worked, [0, typed.length - 1]);
    assert.deepEqual(answers[4], { start: 5, end: 5, items: [] });
    const inspections = await Promise.all([1, 2, 3].map((i) => client.inspect("value", i, 0)));
    assert.deepEqual(inspections.map(Boolean), [true, false, true]);
  });

  test("conversions are never left out", async () => {
    const all = await Promise.all(["1", "2", "3"].map((source) => client.convert(source)));
    assert.deepEqual(
      all.map(({ ok }) => ok),
      [true, true, true],
    );
  });

  test("after its thread has died it knows the cells from before", async () => {
    const small = new LanguageClient(notebooks, 160);
    try {
      await declare(small, "const kept = 1; type Kept = 'k';");
      await declare(small, "const kept2 = kept;");
      const heavy = small.convert(`[${"1,".repeat(3_000_000)}]`);
      const waiting = small.isComplete("1");
      await assert.rejects(heavy, /^Error: LanguageClient\.convert: TypeScript stopped: .*memory/);
      assert.deepEqual(await waiting, { status: "complete" });
      assert.equal((await small.convert("kept + kept2; const k: Kept = 'k';")).ok, true);
    } finally {
      small.close();
    }
  });

  test("what cells declare that kills the thread is forgotten, and the next call gets a fresh one", async () => {
    const tiny = new LanguageClient(notebooks, 20);
    try {
      await assert.rejects(
        tiny.convert("1"),
        /TypeScript stopped: .*memory.*starts again, without/,
      );
      await assert.rejects(tiny.convert("1"), /TypeScript stopped/);
    } finally {
      tiny.close();
    }
  });

  test("closing it answers what waits", async () => {
    const closing = new LanguageClient(notebooks);
    const waiting = closing.convert("1");
    closing.close();
    await assert.rejects(waiting, /^Error: LanguageClient\.convert: it was closed\.$/);
    await assert.rejects(closing.isComplete("1"), /it was closed/);
  });
});
