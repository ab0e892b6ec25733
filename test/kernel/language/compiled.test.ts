import assert from "node:assert/strict";
import { join } from "node:path";
import { beforeEach, suite, test } from "node:test";
import { Notebook } from "./notebook";

suite("what a cell is compiled to", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));
  beforeEach(() => {
    notebook.language.reset();
  });

  test("code that assigns what it declares, and nothing before it has its value", () => {
    const { code } = notebook.compile(
      "const a = 1;\nlet b: number = a;\nfunction f() {}\nclass C {}",
    );
    assert.equal(
      code,
      `"use strict";
exports.f = f;
const a = 1;
exports.a = a;
exports.b = a;
function f() { }
class C {
}
exports.C = C;
`,
    );
  });

  test("imports become require and plain assignments", () => {
    const { code } = notebook.compile(
      "import { join } from 'node:path';\nimport type { Stats } from 'node:fs';\nimport 'node:os';\njoin('a')",
    );
    assert.equal(
      code,
      `"use strict";
const node_path_1 = require("node:path");
exports.join = node_path_1.join;
require("node:os");
exports.tsLastExpr = (0, node_path_1.join)('a');
`,
    );
  });

  test("the names that it assigns", () => {
    const cell = `
      import path, { join as glue, type ParsedPath } from "node:path";
      import * as fs from "node:fs";
      import type { Stats } from "node:fs";
      const { a, b: [c] } = { a: 1, b: [2] };
      let d = 1;
      var e;
      if (d) { var f = 2; let hidden = 3; }
      function g() {}
      class H {}
      enum I { X }
      const enum J { X }
      namespace K { export const x = 1; }
      namespace OnlyTypes { export type T = 1; }
      interface L {}
      type M = string;
      declare const n: number;
      declare function o(): void;
      c`;
    const { names, resultName } = notebook.compile(cell);
    const expected = ["H", "I", "J", "K", "a", "c", "d", "e", "f", "fs", "g", "glue", "path"];
    assert.deepEqual([...names].sort(), expected);
    assert.equal(resultName, "tsLastExpr");
  });

  test("names of earlier cells that it assigns are not its own", async () => {
    await notebook.run("let a = 1;");
    assert.deepEqual(notebook.compile("a = 2; const b = a;").names, ["b"]);
  });

  test("no name for a result where there is none", () => {
    assert.equal("resultName" in notebook.compile("const a = 1;"), false);
    assert.equal("resultName" in notebook.compile("if (true) { 1; }"), false);
    assert.equal("resultName" in notebook.compile("1; const a = 1;"), false);
    assert.equal("resultName" in notebook.compile(""), false);
  });

  test("every module that it imports", () => {
    const { imports } = notebook.compile(
      `
      import { join } from "node:path";
      import os = require;
      `.replace(
        "import os = require;",
        'import * as os from "node:os"; import "node:url"; import type { Stats } from "node:fs";',
      ) +
        `
      import { type Hash } from "node:crypto";
      const later = async () => [await import("node:zlib"), await import(\`node:vm\`), await import("node:" + "tty")];
      require("node:util");
      join("a")`,
    );
    assert.deepEqual(imports, [
      { specifier: "node:zlib", isDynamic: true },
      { specifier: "node:vm", isDynamic: true },
      { specifier: "node:path", isDynamic: false },
      { specifier: "node:os", isDynamic: false },
      { specifier: "node:url", isDynamic: false },
    ]);
  });

  test("import() goes through require, so that it starts from the notebook", () => {
    const { code } = notebook.compile('const load = (name: string) => import(name);\nload("x")');
    assert.match(code, /const load = \(name\) => require\.import\(name\);/);
  });

  test("numerals of the source map are those of one cell", () => {
    const { sourceMap } = notebook.compile("1");
    const map = JSON.parse(sourceMap) as { version: number; sources: string[] };
    assert.equal(map.version, 3);
    assert.equal(map.sources.length, 1);
  });
});
