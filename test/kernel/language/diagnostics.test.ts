import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Notebook } from "./notebook";

/** A cell and what TypeScript says of it. */
type Case = [name: string, cell: string, errors: string[]];

const cases: Case[] = [
  [
    "a type error at its place",
    "const a = 1;\nconst b: string = a;",
    ["2:7-2:8 TS2322 Type 'number' is not assignable to type 'string'."],
  ],
  [
    "on the first line",
    "let x: number = 'a';",
    ["1:5-1:6 TS2322 Type 'string' is not assignable to type 'number'."],
  ],
  [
    "on the last line, without a line end",
    "1;\n\n  nothing",
    ["3:3-3:10 TS2304 Cannot find name 'nothing'."],
  ],
  [
    "all of them, in order",
    "const a: string = 1;\nmissing;\nconst b: number = 'x';",
    [
      "1:7-1:8 TS2322 Type 'number' is not assignable to type 'string'.",
      "2:1-2:8 TS2304 Cannot find name 'missing'.",
      "3:7-3:8 TS2322 Type 'string' is not assignable to type 'number'.",
    ],
  ],
  [
    "a nested explanation is one error",
    "const o: { a: { b: string } } = { a: { b: 1 } } as { a: { b: number } };",
    [
      "1:7-1:8 TS2322 Type '{ a: { b: number; }; }' is not assignable to type '{ a: { b: string; }; }'.\n  The types of 'a.b' are incompatible between these types.\n    Type 'number' is not assignable to type 'string'.",
    ],
  ],
  [
    "strict",
    "function f(x) { return x; }",
    ["1:12-1:13 TS7006 Parameter 'x' implicitly has an 'any' type."],
  ],
  [
    "the project's own options",
    "const list = [1]; const first: number = list[0];",
    [
      "1:25-1:30 TS2322 Type 'number | undefined' is not assignable to type 'number'.\n  Type 'undefined' is not assignable to type 'number'.",
    ],
  ],
  [
    "names that are not used are no error",
    "const unused = 1; import { join } from 'node:path';",
    [],
  ],
  [
    "a name of the browser",
    "document.title",
    [
      "1:1-1:9 TS2584 Cannot find name 'document'. Do you need to change your target library? Try changing the 'lib' compiler option to include 'dom'.",
    ],
  ],
  [
    "a module that is not there",
    "import { x } from 'not-there';",
    ["1:19-1:30 TS2307 Cannot find module 'not-there' or its corresponding type declarations."],
  ],
  [
    "a name declared twice",
    "let a = 1; let a = 2;",
    [
      "1:5-1:6 TS2451 Cannot redeclare block-scoped variable 'a'.",
      "1:16-1:17 TS2451 Cannot redeclare block-scoped variable 'a'.",
    ],
  ],
  [
    "an assignment to a constant",
    "const a = 1; a = 2;",
    ["1:14-1:15 TS2588 Cannot assign to 'a' because it is a constant."],
  ],
  [
    "used before it is assigned",
    "x; const x = 1;",
    [
      "1:1-1:2 TS2448 Block-scoped variable 'x' used before its declaration.",
      "1:1-1:2 TS2454 Variable 'x' is used before being assigned.",
    ],
  ],
  [
    "await in a function",
    "function f() { await 1; }",
    [
      "1:16-1:21 TS1308 'await' expressions are only allowed within async functions and at the top levels of modules.",
    ],
  ],
  ["an ignored error", "// @ts-ignore\nconst a: string = 1;", []],
  ["an expected error", "// @ts-expect-error\nconst a: string = 1;", []],
  [
    "an expected error that is none",
    "// @ts-expect-error\nconst a: string = '';",
    ["1:1-1:20 TS2578 Unused '@ts-expect-error' directive."],
  ],
  [
    "import.meta",
    "import.meta.url",
    [
      "1:1-1:12 TS1470 The 'import.meta' meta-property is not allowed in files which will build into CommonJS output.",
    ],
  ],
  [
    "a name that the code is given",
    "const exports = 1; function require() {}",
    [
      "1:7-1:14 TS2441 Duplicate identifier 'exports'. Compiler reserves name 'exports' in top level scope of a module.",
      "1:29-1:36 TS2441 Duplicate identifier 'require'. Compiler reserves name 'require' in top level scope of a module.",
    ],
  ],
  ["a type of that name", "interface exports { a: number } const e: exports = { a: 1 };", []],
  [
    "characters beyond the basic plane before it",
    "const s = '😀😀'; missing",
    ["1:19-1:26 TS2304 Cannot find name 'missing'."],
  ],
  ["Windows line ends", "1;\r\nmissing\r\n", ["2:1-2:8 TS2304 Cannot find name 'missing'."]],

  ["syntax: an expression is missing", "const a = ", ["1:10-1:10 TS1109 Expression expected."]],
  [
    "syntax: a brace is missing",
    "function f() {\n  return 1;\n",
    ["2:12-2:12 TS1005 '}' expected."],
  ],
  ["syntax: a word too much", "const a b = 1;", ["1:9-1:10 TS1005 ',' expected."]],
  [
    "syntax: a template without an end",
    "const a = `x\ny",
    ["2:2-2:2 TS1160 Unterminated template literal."],
  ],
  ["syntax: a comment without an end", "1 /* x\ny", ["2:2-2:2 TS1010 '*/' expected."]],
  [
    "syntax: a string without an end",
    "const a = 'x\n1",
    ["1:13-1:13 TS1002 Unterminated string literal."],
  ],
  [
    "syntax: no type errors beside it",
    "const a: string = 1;\nconst = 2;",
    [
      "2:7-2:8 TS1134 Variable declaration expected.",
      "2:9-2:10 TS1134 Variable declaration expected.",
    ],
  ],
  [
    "syntax: an import within a block",
    "{ import { join } from 'node:path'; }",
    [
      "1:3-1:9 TS1232 An import declaration can only be used at the top level of a namespace or module.",
    ],
  ],
  [
    "grammar: a constant without a value",
    "const a;",
    [
      "1:7-1:8 TS1155 'const' declarations must be initialized.",
      "1:7-1:8 TS7005 Variable 'a' implicitly has an 'any' type.",
    ],
  ],
  [
    "grammar: return",
    "return 1;",
    ["1:1-1:7 TS1108 A 'return' statement can only be used within a function body."],
  ],

  [
    "export: a value without a name",
    "const a = 1;\nexport default a;",
    [
      "2:1-2:18 TS1233 A cell cannot export a value without a name. Declare a name instead: later cells see every declaration of this one.",
    ],
  ],
  [
    "export: a function without a name",
    "export default function () {}",
    [
      "1:1-1:30 TS1233 A cell cannot export a value without a name. Declare a name instead: later cells see every declaration of this one.",
    ],
  ],
  [
    "export: from a module",
    "export * from 'node:path';",
    [
      "1:1-1:27 TS1233 A cell cannot export from another module. Declare a name instead: later cells see every declaration of this one.",
    ],
  ],
  [
    "export: under another name",
    "const a = 1; export { a as b };",
    [
      "1:14-1:32 TS1233 A cell cannot export under another name. Declare a name instead: later cells see every declaration of this one.",
    ],
  ],
];

suite("what is wrong with a cell", { timeout: 120_000 }, () => {
  const notebook = new Notebook(join(__dirname, "../../../notebooks"));

  for (const [name, cell, errors] of cases) {
    test(name, () => {
      notebook.language.reset();
      assert.deepEqual(notebook.errors(cell), errors);
    });
  }

  test("the line of source that an error is in", () => {
    const conversion = notebook.language.convert("1;\r\n  missing;  // here\r\n2");
    assert.ok(!conversion.ok);
    assert.deepEqual(conversion.diagnostics[0]?.text, "  missing;  // here");
  });

  test("the line of source as it was written, with its `export`", () => {
    const conversion = notebook.language.convert("export const a: string = 1;");
    assert.ok(!conversion.ok);
    const [error] = conversion.diagnostics;
    assert.equal(error?.text, "export const a: string = 1;");
    assert.deepEqual(error.start, { line: 0, character: 13 });
  });

  test("types of one name are told apart, without a file that the reader does not know", async () => {
    notebook.language.reset();
    await notebook.run("class P { private a = 1; } const old = new P();");
    await notebook.run("class P { private b = 1; }");
    assert.deepEqual(notebook.errors("const young: P = old;"), [
      "1:7-1:12 TS2741 Property 'b' is missing in type 'P_1' but required in type 'P'.",
    ]);
    assert.deepEqual(notebook.errors("class P { private c = 1; } const young: P = old;"), [
      "1:34-1:39 TS2741 Property 'c' is missing in type 'P_1' but required in type 'P'.",
    ]);
  });

  test("an inferred type without a name does not stop a cell", async () => {
    notebook.language.reset();
    const cell =
      "const made = (() => { class Local { private x = 1; } return new Local(); })(); made";
    assert.equal(Object.keys((await notebook.run(cell)) as object).join(), "x");
    assert.deepEqual(notebook.errors("const later = made;"), []);
  });
});
