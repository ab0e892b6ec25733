import assert from "node:assert/strict";
import { test } from "node:test";
import { chapterProgress } from "../../../lib/notebook/chapterProgress";

const verdictType = "application/vnd.vae-cookbook.check+json";
const markdown = (...source: string[]) => ({ cell_type: "markdown", source });
const code = (source: string, outputs: object[] = [], execution_count: number | null = 1) => ({
  ...{ cell_type: "code", source, outputs, execution_count },
});
const shown = (data: object) => ({ output_type: "display_data", data });
const progress = (...cells: object[]) =>
  chapterProgress("03.ipynb", JSON.stringify({ cells, nbformat: 4 }));

test("title and time are read from the text", () => {
  const { title, time } = progress(
    markdown("# 3. Training\n", "\n", "# not this"),
    markdown("Time: about 2.5 minutes to run, 50 to read. No data set.\n", "More."),
  );
  assert.equal(title, "3. Training");
  assert.equal(time, "about 2.5 minutes to run, 50 to read");
  assert.deepEqual([progress().title, progress().time], ["03.ipynb", ""]);
});

test("exercises are counted by their checks, and solved ones by the verdict or the sign", () => {
  const { exercises } = progress(
    markdown("check(this) is no code"),
    code("check('a', {});", [shown({ [verdictType]: { name: "a", verdict: "right", says: "" } })]),
    code("check('b', {});", [shown({ "text/plain": ["✓ b: right.\n", "more"] })]),
    code("check('c', {});", [shown({ "text/plain": "✗ c: not right yet." })]),
    // What programs read comes first.
    code("check('d', {});", [
      shown({ [verdictType]: { verdict: "missing" }, "text/plain": "✓ forged" }),
    ]),
    code("check('e', {}); check('f', {});", [], null),
    code("const recheck = 1; vae.check(1); recheck(2);"),
    code("for (const x of [1, 2, 3]) check(x, {});", [
      shown({ "text/plain": "✓ 1: right." }),
      shown({ "text/plain": "… 2: not done yet." }),
      shown({ "text/plain": "✓ 3: right." }),
    ]),
  );
  assert.deepEqual(exercises, { solved: 4, all: 9 });
});

test("what was run, failed and shows numbers", () => {
  const half = progress(code("1"), code("2", [], null), code("3", [{ output_type: "error" }]));
  assert.deepEqual([half.cells, half.failed, half.numbers], [{ run: 2, all: 3 }, true, false]);
  const whole = progress(code("1", [shown({ "application/json": { numbers: [] } })]));
  assert.deepEqual([whole.cells, whole.failed, whole.numbers], [{ run: 1, all: 1 }, false, true]);
});

test("cells that lack what they should have count as empty", () => {
  const { cells, exercises } = progress({}, { cell_type: "code" }, code("1", [{ data: null }]));
  assert.deepEqual(
    [cells, exercises],
    [
      { run: 1, all: 2 },
      { solved: 0, all: 0 },
    ],
  );
});

test("what is no notebook is refused", () => {
  for (const text of ["", "{", "3", "null", "[]", '{"cells": 1}', "<<<<<<< HEAD\n{}"]) {
    assert.throws(() => chapterProgress("x.ipynb", text), /^TypeError: chapterProgress: x\.ipynb /);
  }
});
