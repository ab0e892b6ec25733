import assert from "node:assert/strict";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("a notebook of many cells", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));
  const run = (cell: string) => notebook.run(cell);

  before(async () => {
    await run(
      "class Early { private a = 1; get() { return this.a; } }\nconst early = new Early();",
    );
    await run("type Word = string; let word: Word = 'w';");
    for (let i = 0; i < 120; i++) {
      await run(`const x${i} = ${i === 0 ? 0 : `x${i - 1} + 1`}; let shared = ${i};`);
    }
  });

  test("the first and the last of them are known", async () => {
    assert.deepEqual(await run("[x0, x119, shared, early.get(), word]"), [0, 119, 119, 1, "w"]);
  });

  test("an early name is declared again", async () => {
    await run("const x3 = 'three';");
    assert.equal(await run("const s: string = x3; s"), "three");
  });

  test("an early class is declared again, and its instances keep their type", async () => {
    await run("class Early { private b = 2; }");
    assert.equal(await run("early.get()"), 1);
    assert.match(
      notebook.errors("const e: Early = early;")[0] ?? "",
      /'Early_\d+' but required in type 'Early'/,
    );
  });

  test("an early type is declared again", async () => {
    await run("type Word = number;");
    assert.deepEqual(await run("const n: Word = 1; word.toUpperCase() + n"), "W1");
  });

  test("an early class gives way to a constant: its type is gone", async () => {
    await run("const Early = 5;");
    assert.equal(await run("Early + 1"), 6);
    assert.match(notebook.errors("let e: Early;")[0] ?? "", /TS2749 'Early' refers to a value/);
    assert.equal(await run("early.get()"), 1);
  });

  test("a cell that is run again and again leaves nothing behind", async () => {
    for (let i = 0; i < 60; i++) {
      await run(
        "interface Again { a: number } class Holder { again?: Again } const holder = new Holder();",
      );
    }
    assert.deepEqual(
      notebook.errors("const h: Holder = holder; const a: Again | undefined = h.again;"),
      [],
    );
    for (let i = 0; i < 60; i++)
      await run(`class Changing { private c${i} = ${i}; } let held = new Changing();`);
    assert.match(notebook.errors("const wrong: number = held;")[0] ?? "", /Type 'Changing' is not/);
  });
});
