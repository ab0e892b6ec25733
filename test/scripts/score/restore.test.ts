import assert from "node:assert/strict";
import { test } from "node:test";
import { restore } from "../../../scripts/score/restore";

const chapter = `function half(x: number): number | undefined {
  return undefined; // your code
}
const truth = [0.5, 1];
check("half", { yours: () => [1, 2].map((x) => half(x)!), expected: truth, hint: "x / 2" });`;
const solved = chapter.replace("undefined; // your code", "x / 2;");

test("a solved cell stays as it is, to the letter", () => {
  assert.deepEqual(restore(chapter, solved), { source: solved, changed: false, broken: false });
});

test("helpers, comments and spacing are the reader's", () => {
  const theirs = `const two = 2;\n${solved.replace("x / 2", "x / two").replace("const truth", "// mine\nconst  truth")}\nhalf(3)`;
  assert.deepEqual(restore(chapter, theirs), { source: theirs, changed: false, broken: false });
});

const meddled: [string, string][] = [
  ["another true value", chapter.replace("[0.5, 1]", "[1, 2]")],
  ["another check", solved.replace("half(x)!", "x / 2")],
  ["the true value for one's own", chapter.replace("() => [1, 2].map((x) => half(x)!)", "truth")],
  ["a check too many", `${solved}\ncheck("half", { yours: 1, expected: 1 });`],
  ["no check", solved.slice(0, solved.indexOf("check("))],
  ["a check that never comes", solved.replace("check(", "if (false) check(")],
  ["a check of one's own", `function check() {}\n${solved}`],
];
for (const [name, theirs] of meddled) {
  test(`the chapter's part is put back: ${name}`, () => {
    const { source, changed } = restore(chapter, theirs);
    assert.ok(changed);
    assert.equal(source.match(/\bcheck\(/g)?.length, 1);
    assert.ok(source.includes(chapter.slice(chapter.indexOf("check("))));
    assert.ok(source.includes("const truth = [0.5, 1];"));
    assert.doesNotMatch(source, /if \(false\)|function check/);
    assert.match(source, /^function half/);
  });
}

test("what is no TypeScript is not touched, and said to be broken", () => {
  const theirs = solved.replace("}", "");
  assert.deepEqual(restore(chapter, theirs), { source: theirs, changed: false, broken: true });
});
