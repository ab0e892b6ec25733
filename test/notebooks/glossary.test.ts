import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readNotebook, sourceOf } from "../../scripts/runner/notebook";
import { chapters, folder, pathOf } from "./chapters";
import { publicNames } from "./publicNames";

const glossary = readFileSync(join(folder, "glossary.md"), "utf8");
const head = "| symbol | meaning | unit | in the code | first in |";

/** The rows of its tables, cell by cell. */
const rows = glossary
  .split("\n")
  .filter((line) => line.startsWith("| ") && line !== head && !line.startsWith("| ---"))
  .map((line) => line.slice(1, -1).split("|"))
  .map((cells) => cells.map((cell) => cell.trim()));

test("the glossary's rows have five cells, a symbol and a meaning", () => {
  assert.ok(rows.length > 40, `${rows.length} rows`);
  for (const cells of rows) {
    assert.equal(cells.length, 5, cells.join(" | "));
    assert.ok(cells[0] !== "" && cells[1] !== "", cells.join(" | "));
  }
  const tables = glossary.split("\n").filter((line) => line === head).length;
  assert.equal(glossary.match(/^## /gm)?.length, tables + 1, "one table a section, but the last");
});

test("every name in the glossary's code column is the library's", () => {
  const known = publicNames();
  const named = rows.flatMap(([symbol, , , code]) =>
    [...code!.matchAll(/`([^`]+)`/g)].map(([, name]) => ({ symbol, name: name! })),
  );
  assert.ok(named.length > 30);
  assert.deepEqual(
    named.filter(({ name }) => !known.has(name)),
    [],
  );
});

test("every symbol of the glossary stands in the chapter that it names", async () => {
  for (const [symbol, , , , first] of rows) {
    const name = /^\[\d\. [^\]]+\]\(([\w-]+)\.ipynb\)$/.exec(first!)?.[1];
    assert.ok(name !== undefined && chapters.includes(name), `${symbol}: ${first}`);
    const { cells } = await readNotebook(pathOf(name));
    const text = cells.map(sourceOf).join("\n");
    const formulas = [...symbol!.matchAll(/\$([^$]+)\$/g)].map(([, formula]) => formula!);
    for (const formula of formulas) {
      assert.ok(squeezed(text).includes(squeezed(formula)), `${formula} in ${name}`);
    }
    if (formulas.length > 0) continue;
    assert.ok(text.toLowerCase().includes(symbol!.toLowerCase()), `${symbol} in ${name}`);
  }
});

/** Without what a formula may be written with or without. */
function squeezed(text: string): string {
  return text
    .replaceAll(/\\(?:,|;|mathcal|mathbf|big|bigl|Big|left|operatorname)/gi, "")
    .replaceAll("\\mid", "|")
    .replaceAll(/\\Vert|\\\|/gi, "‖")
    .replaceAll(/[\s{}()]/g, "");
}
