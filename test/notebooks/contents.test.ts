/** The table of contents: complete, and as the committed chapters are. */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { contents } from "../../lib/notebook";
import { codeCells, numbersOf, readNotebook, sourceOf } from "../../scripts/runner/notebook";
import type { Notebook } from "../../scripts/runner/notebook";
import { runNotebook } from "../../scripts/runner/run";
import { captured } from "../lib/notebook/captured";
import { chapters, folder, pathOf, repository } from "./chapters";

const path = join(folder, "contents.ipynb");
const remedy = "npm run execute -- notebooks/contents.ipynb --in-place";

/** What its one code cell asks for: the question of each chapter. */
function questionsOf(notebook: Notebook): Record<string, string> {
  const lines = sourceOf(codeCells(notebook)[0]!).matchAll(/^ {2}"([^"]+)": "([^"]+)",$/gm);
  return Object.fromEntries([...lines].map(([, name, question]) => [name!, question!]));
}

function textOf(notebook: Notebook): string {
  const text = codeCells(notebook)[0]?.outputs?.[0]?.data?.["text/plain"];
  return Array.isArray(text) ? text.join("") : String(text);
}

test("the contents list every chapter in order, with the README's question", async () => {
  const questions = questionsOf(await readNotebook(path));
  assert.deepEqual(Object.keys(questions), chapters);
  const readme = readFileSync(join(repository, "README.md"), "utf8");
  const rows = readme.matchAll(/^\| \[[^\]]+\]\(notebooks\/([^)]+)\.ipynb\) +\| (.+?) +\|$/gm);
  assert.deepEqual(Object.fromEntries([...rows].map(([, name, text]) => [name, text])), questions);
});

test("the contents show the chapters as they are committed", async () => {
  const notebook = await readNotebook(path);
  assert.equal(numbersOf(notebook), undefined, "it is no chapter");
  const [message] = await captured(() => {
    contents(questionsOf(notebook), { folder });
  });
  assert.equal(textOf(notebook), message!.data["text/plain"], `run ${remedy}`);
});

test("the contents run through Jupyter, in whichever folder they lie", { timeout: 120_000 }, async () => {
  const copy = mkdtempSync(join(tmpdir(), "vae-cookbook-contents-"));
  try {
    symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"), "junction");
    copyFileSync(path, join(copy, "contents.ipynb"));
    copyFileSync(pathOf(chapters[0]!), join(copy, `${chapters[0]!}.ipynb`));
    const output = join(copy, "out.ipynb");
    const { status, notebook } = await runNotebook(join(copy, "contents.ipynb"), { output });
    assert.equal(status, 0);
    const lines = textOf(notebook).split("\n");
    assert.match(lines[0]!, /^0 of \d exercises? solved/);
    assert.match(lines[3]!, / run$/);
    for (const line of lines.slice(4)) assert.match(line, / not here$/);
    assert.equal(lines.length, chapters.length + 3);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

test("each chapter begins and ends with the way to its neighbours and to the contents", async () => {
  const lines: string[] = [];
  for (const chapter of chapters) {
    const { cells } = await readNotebook(pathOf(chapter));
    const first = sourceOf(cells[0]!).split("\n");
    assert.equal(first[2], sourceOf(cells.at(-1)!).split("\n").at(-1), chapter);
    lines.push(first[2]!);
  }
  const targets = lines.map((line) => [...line.matchAll(/\]\(([^)]+)\)/g)].map(([, to]) => to));
  assert.deepEqual(
    targets,
    chapters.map((_, i) =>
      [chapters[i - 1], "contents", chapters[i + 1]]
        .filter((name) => name !== undefined)
        .map((name) => `${name}.ipynb`),
    ),
  );
});
