import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { completeness } from "../../../kernel/language/completeness";

suite("whether a cell is complete", () => {
  const complete = [
    "",
    "// a comment",
    "1 + 1",
    "const a = 1;",
    "for (;;) {}",
    "function f() {\n  return 1;\n}",
    "`a\nb`",
    "/* a\nb */",
    "await 1",
    "for await (const x of y) {}",
    "class A {\n  m() {}\n}",
    "const s = 'it\\'s'",
    "a\n  .b",
    "const wrong: string = 1", // its types are another matter
    "import { a } from 'b'",
    "const r = /a[/]b/",
  ];
  for (const source of complete) {
    test(`complete: ${source}`, () => {
      assert.deepEqual(completeness(source), { status: "complete" });
    });
  }

  const incomplete: [source: string, indent: number][] = [
    ["for (;;) {", 2],
    ["for (;;) {\n", 2],
    ["for (;;) {  // why", 2],
    ["for (;;) {\n  if (a) {", 4],
    ["for (;;) {\n  if (a) {\n    b;\n  }", 2],
    ["if (a)", 2],
    ["if (a) {} else", 2],
    ["while (a)", 2],
    ["do {", 2],
    ["do {}", 0],
    ["try {\n  a();\n}", 0],
    ["switch (a) {\n  case 1:", 4],
    ["function f(", 2],
    ["function f() {", 2],
    ["async () => {", 2],
    ["class A {\n  m() {", 4],
    ["interface A", 2],
    ["enum E {", 2],
    ["const a = ", 0],
    ["const a =", 0],
    ["const x: ", 0],
    ["const a = [1,", 2],
    ["const a = {\n  b: 1,", 2],
    ["foo(", 2],
    ["foo(1, ", 2],
    ["a.", 0],
    ["a ? b", 2],
    ["a &&", 2],
    ["1 +", 2],
    ["!", 2],
    ["await", 0],
    ["throw", 0],
    ["new", 0],
    ["import {", 2],
    ["import x from", 2],
    ["`abc", 0],
    ["`a${", 2],
    ["`a${b", 2],
    ["/* abc", 0],
    ["/** abc\n * d", 0],
    ["@decorated", 0],
    ["type T =", 0],
  ];
  for (const [source, indent] of incomplete) {
    test(`incomplete: ${source}`, () => {
      const expected = { status: "incomplete", indent: " ".repeat(indent) };
      assert.deepEqual(completeness(source), expected);
    });
  }

  const invalid = [
    "a b c",
    "const = 3",
    "foo)",
    "foo) {",
    "}",
    "} else {",
    "'abc",
    '"abc\nd"',
    "const a = 1\n}",
    "if (a) {\n  const = \n",
    "/abc",
    "1e",
    "0x",
    "\\u{",
    "function (",
    "let a = ;",
    "for (const x of) {",
  ];
  for (const source of invalid) {
    test(`invalid: ${source}`, () => {
      assert.deepEqual(completeness(source), { status: "invalid" });
    });
  }
});
