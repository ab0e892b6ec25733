/** jupyter console, typed into through a terminal. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { python, repository } from "./clients";

type Step =
  | { type: string }
  | { key: "enter" | "tab" | "interrupt" | "end" }
  | { expect: string }
  | { wait: number };

/** What each expectation found, with the text before it. */
async function type(...steps: Step[]): Promise<string[]> {
  const { status, stdout, stderr } = await python([join(__dirname, "console.py"), "tslab"], {
    cwd: join(repository, "notebooks"),
    input: JSON.stringify(steps),
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as string);
}

const enter = { key: "enter" } as const;
const line = (text: string): Step[] => [{ type: text }, enter];
const prompt = (number: number): Step => ({ expect: `In \\[${number}\\]: ` });

suite("jupyter console", { timeout: 900_000 }, () => {
  test("prints, results, errors and the end", async () => {
    const shown = await type(
      prompt(1),
      ...line('console.log("hello, " + "console");'),
      { expect: "hello, console" },
      prompt(2),
      ...line("6 * 7"),
      { expect: "Out\\[2\\]: 42" },
      prompt(3),
      ...line('throw new RangeError("too far");'),
      { expect: "RangeError: too far" },
      prompt(4),
      { key: "end" },
      { expect: "Do you really want to exit" },
      ...line("y"),
      { expect: "EOF" },
    );
    assert.equal(shown.length, 9);
  });

  test("a cell that is not complete gets another line", async () => {
    const shown = await type(
      prompt(1),
      ...line("for (const n of [1, 2]) {"),
      { expect: "\\.\\.\\.: " },
      ...line("  console.log(`line ${n}`);"),
      { expect: "\\.\\.\\.: " },
      ...line("}"),
      { expect: "line 1\\s+line 2" },
      prompt(2),
    );
    assert.equal(shown.length, 5);
  });

  test("the tabulator completes", async () => {
    const shown = await type(
      prompt(1),
      ...line('const word = "kernel";'),
      prompt(2),
      { type: "word.toUpper" },
      { key: "tab" },
      { expect: "word\\.toUpperCase" },
      { type: "()" },
      enter,
      { expect: "Out\\[2\\]: KERNEL" },
    );
    assert.equal(shown.length, 4);
  });

  test("Ctrl-C stops the cell, and the next one runs", async () => {
    const shown = await type(
      prompt(1),
      ...line(
        'await new Promise((go) => setTimeout(go, 100, console.log("be" + "gun"))); while (true);',
      ),
      { expect: "begun" },
      { wait: 0.5 },
      { key: "interrupt" },
      { expect: "Interrupted" },
      prompt(2),
      ...line('console.log("still " + "here");'),
      { expect: "still here" },
    );
    assert.equal(shown.length, 5);
  });

  test("input() asks in the console", async () => {
    const shown = await type(
      prompt(1),
      ...line('console.log("hello", await input("w" + "ho? "));'),
      { expect: "who\\? " },
      ...line("Ada"),
      { expect: "hello Ada" },
    );
    assert.equal(shown.length, 3);
  });
});
