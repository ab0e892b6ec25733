import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("cells that fail while they run", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));
  const run = (cell: string) => notebook.run(cell);
  const fails = async (cell: string) => {
    await assert.rejects(run(cell), /on purpose/);
  };
  beforeEach(() => {
    notebook.language.reset();
    for (const name of Object.keys(notebook.shared)) Reflect.deleteProperty(notebook.shared, name);
  });

  test("what was assigned is there, what was not is unknown", async () => {
    await fails("const a = 1; throw new Error('on purpose'); const b = 2;");
    assert.equal(await run("a"), 1);
    assert.deepEqual(notebook.errors("b"), ["1:1-1:2 TS2304 Cannot find name 'b'."]);
  });

  test("an older declaration of a name that was not reached stays, with its type", async () => {
    await run("const a = 'old'; let b = 'old'; class C { old = 1; }");
    await fails("throw new Error('on purpose'); const a = 1; let b = 2; class C { young = 2; }");
    assert.deepEqual(await run("[a.toUpperCase(), b.length, new C().old]"), ["OLD", 3, 1]);
  });

  test("nothing of an older value is lost when its cell fails before it comes to it", async () => {
    await run("let a = 1; const b = 2; function f() { return 3; } enum E { A = 4 }");
    await fails(
      "throw new Error('on purpose'); let a = 1; const b = 2; function f() { return 3; } enum E { A = 4 }",
    );
    assert.deepEqual(await run("[a, b, f(), E.A]"), [1, 2, 3, 4]);
  });

  test("types are taken over", async () => {
    await run("type T = string;");
    await fails("type T = number; interface I { t: T } throw new Error('on purpose');");
    assert.equal(await run("const i: I = { t: 1 }; i.t"), 1);
  });

  test("a type in terms of a class that was not reached still means that class", async () => {
    await run("class C { old = 1; }");
    await fails("type L = C[]; throw new Error('on purpose'); class C { young = 2; }");
    assert.deepEqual(notebook.errors("const l: L = [{ young: 3 }]; l[0]?.young"), []);
    assert.equal(await run("new C().old"), 1);
  });

  test("functions are there although a later statement fails", async () => {
    await fails("throw new Error('on purpose'); function f() { return 5; }");
    assert.equal(await run("f()"), 5);
  });

  test("a failing promise of a last expression", async () => {
    await fails("const a = 1; Promise.reject(new Error('on purpose'))");
    assert.equal(await run("a"), 1);
  });

  test("a cell that is converted and never settled leaves nothing", async () => {
    notebook.compile("const ghost = 1;");
    assert.deepEqual(notebook.errors("ghost"), ["1:1-1:6 TS2304 Cannot find name 'ghost'."]);
    assert.equal(await run("const real = 2; real"), 2);
  });

  test("a cell with errors changes nothing", async () => {
    await run("const a = 1;");
    assert.equal(notebook.errors("const a = 'x'; const b: number = 'y';").length, 1);
    notebook.language.settle({ completed: true, assigned: ["a", "b"] });
    assert.equal(await run("a + 1"), 2);
  });

  test("reset forgets everything", async () => {
    await run("const a = 1; type T = number;");
    notebook.language.reset();
    assert.equal(notebook.errors("a; let t: T;").length, 2);
  });
});
