import assert from "node:assert/strict";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Notebook } from "./notebook";

const declared = "declare function mark(n: number): number;\n";

/** Cells in which every `mark(n)` has a number of its own. */
const cells = [
  "mark(1);\nmark(2);\n\n\nmark(3)",
  "const a: number = mark(1);\nlet b: number = mark(2), c = mark(3);\nb = c = mark(4);\n  b += mark(5);",
  "interface A {\n  a: number;\n}\ntype B = A;\nmark(1);\nclass C implements A {\n  a = mark(2);\n  private readonly b: number = mark(3);\n  static { mark(4); }\n  m(): number {\n    return mark(5);\n  }\n}",
  "import { join } from 'node:path';\nimport * as fs from 'node:fs';\njoin(String(mark(1)));\ntypeof fs.readFileSync === String(mark(2));\n",
  "function f(x: number = mark(1)): number {\n  if (x > mark(2)) {\n    return mark(3);\n  }\n  return ((): number => mark(4))();\n}\nf();",
  "const x = await Promise.resolve(mark(1));\nfor await (const y of [mark(2)]) {\n  mark(3);\n}\nawait mark(4);",
  "let [p, { q = mark(1) }] = [mark(2), {}] as [number, { q?: number }];\nfor (var i = mark(3); i < mark(4); i += mark(5)) {\n  mark(6);\n}",
  "enum E {\n  A = 1,\n}\nnamespace N {\n  export const z = mark(1);\n}\nmark(2) as number satisfies number;\n`${mark(3)}`;",
  "export const e = mark(1);\nexport default function g() {\n  return mark(2);\n}\nconst o = {\n  e,\n  m: () => mark(3),\n};",
  "earlier = mark(1);\nconst s = { earlier, v: mark(2) };\nearlierFunction(mark(3));\nearlier++; mark(4);",
  "const m = await import('node:os');\nmark(1);",
  "'😀'; mark(1); let 変数 = mark(2);\r\n変数 = mark(3);\r\nmark(4)",
];

suite("source maps", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));

  for (const [i, source] of cells.entries()) {
    test(`of cell ${i + 1}, place by place`, async () => {
      notebook.language.reset();
      await notebook.run(`${declared}let earlier = 1; function earlierFunction(x: number) {}`);
      const { code, sourceMap } = notebook.compile(source);
      const map = new SourceMap(JSON.parse(sourceMap) as never);
      const marks = source.match(/mark\(\d\)/g) ?? [];
      for (const mark of marks) {
        assert.deepEqual(originOf(code, mark, map), placeOf(source, mark), `${mark} in\n${code}`);
      }
    });
  }

  test("of a TypeScript file", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "source-map-")));
    const source = `${declared}interface A {\n  a: number;\n}\nexport const x: number = mark(1);\nexport function f(a: A): number {\n  return a.a + mark(2);\n}`;
    await writeFile(join(folder, "x.ts"), source);
    const { sideModules } = new Notebook(folder).compile("import { f } from './x'; f({ a: 1 })");
    await rm(folder, { recursive: true });
    const [module] = sideModules;
    assert.ok(module);
    const map = new SourceMap(JSON.parse(module.sourceMap) as never);
    for (const mark of ["mark(1)", "mark(2)"]) {
      assert.deepEqual(originOf(module.code, mark, map), placeOf(source, mark));
    }
  });

  test("where an error is thrown", async () => {
    notebook.language.reset();
    await notebook.run(
      "const f = (n: number): number => {\n  if (n === 0) throw new Error('here');\n  return f(n - 1);\n};",
    );
    const { code, sourceMap } = notebook.compile(
      "// first\ntype T = number;\nlet x: T = 1;\n  throw new Error('x' + x);",
    );
    const map = new SourceMap(JSON.parse(sourceMap) as never);
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes("throw"));
    const entry = map.findEntry(line, lines[line]!.indexOf("throw"));
    assert.ok("originalLine" in entry);
    assert.deepEqual([entry.originalLine, entry.originalColumn], [3, 2]);
  });
});

function placeOf(text: string, mark: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(mark)).split("\n");
  return { line: before.length - 1, column: before.at(-1)!.length };
}

/** Where in the source the code of a mark comes from. */
function originOf(code: string, mark: string, map: SourceMap): { line: number; column: number } {
  const { line, column } = placeOf(code, mark);
  const entry = map.findEntry(line, column);
  assert.ok("originalLine" in entry, `no origin of ${mark}`);
  return { line: entry.originalLine, column: entry.originalColumn };
}
