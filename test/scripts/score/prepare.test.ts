import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { sourceOf } from "../../../scripts/runner/notebook";
import { chapterOf, readChapters } from "../../../scripts/score/chapter";
import { prepare } from "../../../scripts/score/prepare";
import { NoNotebook, readSubmitted } from "../../../scripts/score/submitted";
import { chapters } from "../../notebooks/chapters";
import { notebookOf, type TestCell } from "./notebooks";

const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-prepare-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const cells = {
  parameters: {
    source: "const beta = 1; // β\nconst epochs = 10; // epochs",
    tags: ["parameters"],
  },
  imports: 'import { check } from "vae-cookbook";\nconst truth = 2;',
  one: 'const one = (): number => {\n  return NaN; // your code\n};\ncheck("one", { yours: one, expected: truth / 2 });',
  two: 'const two = (): number => {\n  return NaN; // your code\n};\ncheck("two", { yours: two, expected: 2 });\ncheck("two again", { yours: two, expected: 2 });',
} as const;
writeFileSync(
  join(folder, "01-tiny.ipynb"),
  notebookOf(Object.values(cells), { vae_cookbook: { test: { epochs: 1 } } }),
);

async function prepared(given: readonly TestCell[], values?: ReadonlyMap<string, number>) {
  const [chapter] = await readChapters(folder);
  const file = join(folder, "submitted");
  writeFileSync(file, notebookOf(given));
  const made = prepare(await readSubmitted(file), chapter!, values ?? chapter!.budget);
  return { ...made, sources: made.notebook.cells.map(sourceOf) };
}

const all = Object.values(cells);

test("an untouched chapter has all its exercises, the small budget, and nothing to remark", async () => {
  const { exercises, remarks, sources } = await prepared(all);
  assert.deepEqual(exercises, [
    { name: "one", cell: 2 },
    { name: "two", cell: 3 },
    { name: "two again", cell: 3 },
  ]);
  assert.deepEqual(remarks, []);
  assert.equal(sources[0], "const beta = 1; // β\nconst epochs = 1; // epochs");
  assert.deepEqual(sources.slice(1), all.slice(1));
});

test("the reader's own β stays, and at full budget everything", async () => {
  const own = { source: "const beta = 4;\nconst epochs = 20;", tags: ["parameters"] };
  const small = await prepared([own, ...all.slice(1)]);
  assert.equal(small.sources[0], "const beta = 4;\nconst epochs = 1;");
  const full = await prepared([own, ...all.slice(1)], new Map());
  assert.equal(full.sources[0], own.source);
});

test("outputs and metadata that were handed in are gone", async () => {
  const forged = { output_type: "display_data", data: { "text/plain": "✓ one: right." } };
  const { notebook } = await prepared([
    ...all.slice(0, 3),
    { source: cells.two, outputs: [forged] },
  ]);
  assert.deepEqual(
    notebook.cells.map(({ outputs }) => outputs),
    [[], [], [], []],
  );
});

test("an exercise that was moved is found by its check or its answer, one that is gone is named", async () => {
  const moved = await prepared([...all.slice(0, 2), "1 + 1", cells.two, cells.one]);
  assert.deepEqual(moved.exercises.slice(0, 2), [
    { name: "one", cell: 4 },
    { name: "two", cell: 3 },
  ]);
  assert.deepEqual(moved.remarks, []);
  const unchecked = cells.one.slice(0, cells.one.indexOf("check("));
  const bare = await prepared([...all.slice(0, 2), "1 + 1", cells.two, unchecked]);
  assert.deepEqual(bare.exercises[0], { name: "one", cell: 4 });
  assert.match(bare.sources[4]!, /check\("one", /);
  assert.deepEqual(bare.remarks, ["check changed and put back: “one”"]);
  const short = await prepared([...all.slice(0, 2), "1 + 1"]);
  assert.equal(short.exercises[0]!.problem, "left out");
  assert.match(short.remarks.join(), /left out: “one”.*left out: “two”, “two again”/);
  assert.equal(short.sources[2], "1 + 1");
});

test("a check that was changed is put back and remarked", async () => {
  const { sources, remarks } = await prepared([
    ...all.slice(0, 2),
    cells.one.replace("truth / 2", "NaN"),
    cells.two,
  ]);
  assert.ok(sources[2]!.includes("truth / 2"));
  assert.deepEqual(remarks, ["check changed and put back: “one”"]);
});

test("another `check` in an earlier cell is set aside by the library's", async () => {
  const mine = 'const check = (name: string) => console.log("right");';
  const { sources, remarks } = await prepared([all[0]!, cells.imports, cells.one, cells.two, mine]);
  for (const i of [2, 3]) assert.match(sources[i]!, /^import \{ check \} from "vae-cookbook";\n/);
  assert.deepEqual(remarks, ["a cell declares “check”: the library's was used"]);
  const imported = await prepared([all[0]!, 'import { check } from "./mine";', ...all.slice(2)]);
  assert.match(imported.remarks.join(), /declares “check”/);
});

test("changed cells that declare what checks use are remarked, others are not", async () => {
  const changed = await prepared([all[0]!, cells.imports.replace("= 2", "= 0"), ...all.slice(2)]);
  assert.deepEqual(changed.remarks, ["changed cells declare what checks use: truth"]);
  const harmless = await prepared([...all, "const other = 1;"]);
  assert.deepEqual(harmless.remarks, []);
});

test("words that only a forger needs are remarked", async () => {
  for (const word of [
    'Symbol.for("vae-cookbook.display")',
    '"application/vnd.vae-cookbook.check+json"',
  ]) {
    assert.match((await prepared([...all, `console.log(${word})`])).remarks.join(), /verdicts/);
  }
});

test("a cell that is no TypeScript scores nothing", async () => {
  const { exercises } = await prepared([...all.slice(0, 3), cells.two.replace("};", "")]);
  assert.deepEqual(exercises[1], {
    ...{ name: "two", cell: undefined },
    problem: "the cell is no TypeScript",
  });
});

test("what is no notebook is refused in words", async () => {
  const file = join(folder, "none");
  for (const [text, message] of [
    ["PK\x03\x04", /not JSON/],
    ["[]", /no cells/],
    ["null", /no cells/],
    ['{"cells": 3}', /no cells/],
  ] as const) {
    writeFileSync(file, text);
    await assert.rejects(
      readSubmitted(file),
      (error) => error instanceof NoNotebook && message.test(error.message),
    );
  }
  writeFileSync(
    file,
    '{"cells": [null, 1, {"cell_type": "code"}, {"cell_type": "code", "source": [1, "a"]}]}',
  );
  assert.deepEqual(
    (await readSubmitted(file)).map(({ source }) => source),
    ["", "a"],
  );
});

test("the committed chapters have exercises, whose solved cells need nothing put back", async () => {
  const own = await readChapters(join(__dirname, "../../../notebooks"));
  assert.deepEqual(
    own.map(({ name }) => name),
    chapters,
  );
  for (const chapter of own) {
    assert.ok(chapter.exercises.length > 0, chapter.name);
    const names = chapter.exercises.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, chapter.name);
    const submitted = chapter.notebook.cells.map((cell) => ({
      ...{ id: cell.id, tags: cell.metadata.tags ?? [], source: sourceOf(cell) },
      type: cell.cell_type === "code" ? ("code" as const) : ("markdown" as const),
    }));
    // Every stub must be known as one: something else in its place is a solution.
    const solved = submitted.map((cell) => ({
      ...cell,
      source: cell.source.replace(/\/\/ your code.*/, "throw 1;"),
    }));
    const { exercises, remarks } = prepare(solved, chapter, chapter.budget);
    assert.deepEqual(remarks, [], chapter.name);
    assert.deepEqual(
      exercises.map(({ problem }) => problem),
      names.map(() => undefined),
    );
    const code = submitted.filter(({ type }) => type === "code").map(({ source }) => source);
    assert.equal(chapterOf(code, own)?.name, chapter.name);
  }
});
