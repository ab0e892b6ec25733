import assert from "node:assert/strict";
import { test } from "node:test";
import type { Notebook, Output } from "../../../scripts/runner/notebook";
import { judge } from "../../../scripts/score/judge";

const prepared = {
  notebook: { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 },
  exercises: [
    { name: "one", cell: 1 },
    { name: "two", cell: 2 },
  ],
  remarks: [],
};

function verdict(name: unknown, value: unknown): Output {
  const data = { "application/vnd.vae-cookbook.check+json": { name, verdict: value, says: "s" } };
  return { output_type: "display_data", data };
}
const error = { output_type: "error", ename: "RangeError", evalue: "got 1\nmore" } as Output;

/** The words of the verdicts, and the remarks, for the outputs of each cell. */
function judged(...outputs: Output[][]) {
  const cells = outputs.map((list, i) => ({
    ...{ id: String(i), cell_type: "code" as const, source: "", metadata: {}, outputs: list },
    execution_count: i + 1,
  }));
  const executed: Notebook = { ...prepared.notebook, cells };
  const { verdicts, remarks, numbers } = judge(executed, prepared, "01-tiny");
  return { words: verdicts.map((one) => one.verdict), says: verdicts[1]!.says, remarks, numbers };
}

test("a verdict counts in its own cell only", () => {
  const fair = judged([], [verdict("one", "right")], [verdict("two", "wrong")]);
  assert.deepEqual(fair.words, ["right", "wrong"]);
  assert.deepEqual(fair.remarks, []);
  const forged = judged([verdict("two", "right")], [verdict("one", "right")], []);
  assert.deepEqual(forged.words, ["right", "missing"]);
  assert.deepEqual(forged.remarks, ["a verdict outside of the exercises: it does not count"]);
});

test("of several verdicts the worst counts", () => {
  const { words, remarks } = judged([], [verdict("one", "right"), verdict("one", "wrong")], []);
  assert.deepEqual(words, ["wrong", "missing"]);
  assert.deepEqual(remarks, ["“one” has 2 verdicts: the worst counts"]);
});

test("a verdict before an error does not count", () => {
  const { words, says, remarks } = judged([], [], [verdict("two", "right"), error]);
  assert.deepEqual(words, ["missing", "missing"]);
  assert.equal(says, "the cell fails: RangeError: got 1");
  assert.deepEqual(remarks, ["a cell fails"]);
});

test("what is no verdict is none", () => {
  for (const [name, value] of [
    ["one", "perfect"],
    [1, "right"],
    ["one", undefined],
    ["one", ["right"]],
  ]) {
    assert.deepEqual(judged([], [verdict(name, value)], []).words, ["missing", "missing"]);
  }
});

test("a run that left nothing behind has all exercises missing", () => {
  const { verdicts, numbers } = judge(undefined, prepared, "01-tiny");
  assert.deepEqual(
    verdicts.map(({ verdict, says }) => [verdict, says]),
    [
      ["missing", "not reached"],
      ["missing", "not reached"],
    ],
  );
  assert.equal(numbers, undefined);
});

test("the last numbers of this chapter are taken, and nothing else for numbers", () => {
  const shown = (json: unknown): Output => ({
    output_type: "display_data",
    data: { "application/json": json },
  });
  const numbers = (value: number, chapter = "01-tiny") => ({
    ...{ chapter, parameters: {} },
    numbers: [{ name: "a", value, unit: "" }],
  });
  const found = judged([shown(numbers(1))], [shown(numbers(2)), shown(numbers(3, "02-other"))], []);
  assert.equal(found.numbers?.numbers[0]?.value, 2);
  for (const json of [
    null,
    3,
    { ...numbers(1), parameters: null },
    { ...numbers(1), numbers: [null] },
    { ...numbers(1), numbers: [{ name: "a", value: "1", unit: "" }] },
  ]) {
    assert.equal(judged([shown(json)], [], []).numbers, undefined);
  }
});
