import assert from "node:assert/strict";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("completion", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));

  before(async () => {
    await notebook.run(`
      interface Options { alpha: number; beta?: string }
      /**
       * Does it, see {@link value}.
       *
       * Much more.
       */
      function doIt(options: Options, times = 1): void {}
      const value = { first: 1, second: "x", "odd-name": 2 };
      const 𝒙value = 1;`);
  });

  /** `|` stands for the cursor. */
  const complete = (marked: string) => {
    const offset = marked.indexOf("|");
    const source = marked.replace("|", "");
    const { start, end, items } = notebook.language.complete(source, offset);
    return { replaced: source.slice(start, end), texts: items.map(({ text }) => text), items };
  };

  /** Where the cursor is, what is replaced, and what is offered: all of it, or its beginning. */
  const cases: [marked: string, replaced: string, texts: string[]][] = [
    ["val|", "val", ["value"]],
    ["value.|", "", ["first", "second"]],
    ["value.f|", "f", ["first"]],
    ["value.fi|rst", "first", ["first"]],
    ["value\n  .se|", "se", ["second"]],
    ["value.se|;\nvalue.first", "se", ["second"]],
    ['value["|"]', "", ["first", "odd-name", "second"]],
    ['value["od|"]', "od", ["odd-name"]],
    ["VAL|", "VAL", ["value"]],
    ["'😀'; val|", "val", ["value"]],
    ["𝒙|", "𝒙", ["𝒙value"]],
    ["doI|t({ alpha: 1 })", "doIt", ["doIt"]],
    ["doIt({ |", "", ["alpha", "beta"]],
    ["doIt({ al| })", "al", ["alpha"]],
    ["doIt({ alpha: 1, | })", "", ["beta"]],
    ["const o: Opt|", "Opt", ["Options"]],
    ["const { fi| } = value", "fi", ["first"]],
    ["`${val|}`", "val", ["value"]],
    ["({ ...val| })", "val", ["value"]],
    ["class A { inner = 1; m() { this.| } }", "", ["inner", "m"]],
    ["for (const x of [1]) { x.toF| }", "toF", ["toFixed"]],
    ["label: for (;;) { break l| }", "l", ["label"]],
    [
      "await import('node:pa|th')",
      "node:path",
      ["node:path", "node:path/posix", "node:path/win32"],
    ],
    ["import { readFileS| } from 'node:fs'", "readFileS", ["readFileSync"]],
    ["import x from 'vae-c|'", "vae-c", ["vae-cookbook"]],
    ["import x from '../lib/ind|'", "ind", ["index"]],
    ["// val|", "", []],
    ["/* val| */", "", []],
    ["'val|'", "", []],
    ["`val|`", "", []],
    ["const val|", "", []],
    ["1.|", "", []],
    ["nothing.|", "", []],
  ];

  for (const [marked, replaced, texts] of cases) {
    test(marked, () => {
      const found = complete(marked);
      assert.deepEqual(found.texts.slice(0, texts.length || undefined), texts);
      if (texts.length > 0) assert.equal(found.replaced, replaced);
    });
  }

  test("a string that its type restricts", () => {
    const source = 'const a: "on" | "off" = "o"';
    const { start, end, items } = notebook.language.complete(source, source.length - 1);
    assert.deepEqual(
      items.map(({ text }) => text),
      ["off", "on"],
    );
    assert.equal(source.slice(start, end), "o");
  });

  test("only what begins with what is typed, names of the notebook first", () => {
    const { texts } = complete("d|");
    assert.ok(texts.every((text) => /^d/i.test(text)));
    assert.equal(texts[0], "doIt");
    assert.ok(texts.includes("delete") && texts.includes("decodeURI") && texts.includes("Date"));
    assert.ok(texts.indexOf("decodeURI") < texts.indexOf("Date"), "the same case comes first");
  });

  test("types, kinds and the first paragraph of the documentation", () => {
    const [item] = complete("doI|").items;
    assert.deepEqual(item, {
      text: "doIt",
      type: "function",
      signature: "function doIt(options: Options, times?: number): void",
      documentation: "Does it, see value.",
    });
    const [method] = complete('"".toUpper|').items;
    assert.equal(method?.type, "method");
    assert.equal(method.signature, "(method) String.toUpperCase(): string");
    assert.match(method.documentation ?? "", /^Converts all the alphabetic characters/);
  });

  test("names that a cell declares are offered in it", () => {
    assert.deepEqual(complete("const mine = 1;\nfunction f(argument: number) { arg| }").texts, [
      "argument",
      "arguments",
    ]);
    assert.deepEqual(complete("const mine = 1;\nmin|").texts, ["mine"]);
  });

  test("an unfinished cell around it", () => {
    assert.deepEqual(complete("function f() {\n  if (value.fi|").texts, ["first"]);
    assert.deepEqual(complete("foo(value.fi|, `").texts, ["first"]);
  });

  test("it changes nothing", () => {
    complete("const ghost = 1; gho|");
    assert.equal(notebook.errors("ghost").length, 1);
  });
});
