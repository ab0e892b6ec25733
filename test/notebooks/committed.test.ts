/** What holds for every committed chapter, without running it. */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { suite, test } from "node:test";
import {
  codeCells,
  hasTag,
  numbersOf,
  parametersCell,
  readNotebook,
  sourceOf,
} from "../../scripts/runner/notebook";
import type { Cell, Notebook, Output } from "../../scripts/runner/notebook";
import { readParameters } from "../../scripts/runner/parameters";
import ts from "typescript";
import { chapters, pathOf } from "./chapters";

const longestCell = 12;

for (const chapter of chapters) {
  suite(chapter, () => {
    const check = (name: string, judge: (notebook: Notebook) => void) =>
      test(name, async () => {
        judge(await readNotebook(pathOf(chapter)));
      });

    check("was run from top to bottom, by our kernel", (notebook) => {
      const counts = codeCells(notebook).map((cell) => cell.execution_count);
      assert.deepEqual(
        counts,
        counts.map((_, index) => index + 1),
      );
      const kernelspec = { display_name: "TypeScript", language: "typescript", name: "tslab" };
      assert.deepEqual(notebook.metadata["kernelspec"], kernelspec);
      const language = notebook.metadata["language_info"] as { name?: string } | undefined;
      assert.equal(language?.name, "typescript");
    });

    check("shows no error and nothing on stderr", (notebook) => {
      for (const { cell, output } of outputsOf(notebook)) {
        assert.notEqual(output.output_type, "error", sourceOf(cell));
        assert.notEqual(output.name, "stderr", `${sourceOf(cell)}\n${textOf(output)}`);
      }
    });

    check("holds no path of a machine and no date", (notebook) => {
      const paths = /(?:^|[\s"'`(=])\/(?:home|root|work|Users|tmp|usr|var|opt|mnt)\/|[A-Z]:\\/;
      const dates = /\b20\d\d-\d\d-\d\d\b|\b\d\d:\d\d:\d\d\b/;
      const texts = [
        JSON.stringify(notebook.metadata),
        ...notebook.cells.map(({ metadata }) => JSON.stringify(metadata)),
        ...codeCells(notebook).map(sourceOf),
        ...outputsOf(notebook).map(({ output }) => textOf(output)),
      ];
      for (const text of texts) {
        assert.doesNotMatch(text, paths);
        assert.doesNotMatch(text, dates);
      }
    });

    test("is under 1 MB", () => {
      assert.ok(statSync(pathOf(chapter)).size < 1e6);
    });

    check("has one parameters cell, with a comment on each parameter", (notebook) => {
      const cells = codeCells(notebook).filter((cell) => hasTag(cell, "parameters"));
      assert.equal(cells.length, 1);
      const parameters = readParameters(sourceOf(cells[0]!));
      assert.ok(parameters.length > 0);
      for (const { name, comment } of parameters) assert.notEqual(comment, "", name);
    });

    check("its budget for tests names parameters, with values of their type", (notebook) => {
      const { test: budget } = notebook.metadata["vae_cookbook"] as { test: object };
      const parameters = readParameters(sourceOf(parametersCell(notebook)!));
      for (const [name, value] of Object.entries(budget)) {
        const parameter = parameters.find((one) => one.name === name);
        assert.equal(typeof parameter?.value, typeof value, name);
      }
    });

    check("ends with its numbers, made with the parameters that are written there", (notebook) => {
      const numbers = numbersOf(notebook);
      assert.ok(numbers, "the last code cell shows no numbers");
      assert.equal(numbers.chapter, chapter);
      assert.ok(numbers.numbers.length > 0);
      const written = readParameters(sourceOf(parametersCell(notebook)!));
      const values = Object.fromEntries(written.map(({ name, value }) => [name, value]));
      assert.deepEqual(numbers.parameters, values);
    });

    check("has at most two code cells in a row", (notebook) => {
      const kinds = notebook.cells.map((cell) => (cell.cell_type === "code" ? "c" : "m")).join("");
      assert.doesNotMatch(kinds, /ccc/);
    });

    check(`has code cells of at most ${longestCell} lines`, (notebook) => {
      for (const cell of codeCells(notebook)) {
        const lines = sourceOf(cell)
          .split("\n")
          .filter((line) => line.trim() !== "");
        if (!hasTag(cell, "long") && !hasTag(cell, "parameters")) {
          assert.ok(lines.length <= longestCell, `${lines.length} lines:\n${sourceOf(cell)}`);
        }
        assert.notEqual(lines.length, 0, "an empty code cell");
      }
    });

    check("writes out properties that are named like a value of an earlier cell", (notebook) => {
      // Stock tslab loses such a name in a shorthand property, and the chapters are to run there too.
      const earlier = new Set<string>();
      for (const cell of codeCells(notebook)) {
        const { shorthands, bound } = namesIn(sourceOf(cell));
        const lost = shorthands.filter((name) => earlier.has(name) && !bound.has(name));
        assert.deepEqual(lost, [], sourceOf(cell));
        for (const name of bound) earlier.add(name);
      }
    });

    check("has a picture and a text for everything it shows", (notebook) => {
      for (const { cell, output } of outputsOf(notebook)) {
        const types = Object.keys(output.data ?? {});
        const chart = types.some((type) => type.startsWith("application/vnd.vega"));
        if (chart) assert.ok(types.includes("image/png"), `no PNG of a chart: ${sourceOf(cell)}`);
        if (types.length > 0) {
          const text = output.data?.["text/plain"];
          const joined = Array.isArray(text) ? text.join("") : text;
          assert.ok(typeof joined === "string" && joined.trim() !== "", `no text: ${sourceOf(cell)}`);
        }
      }
    });

    check("has cell ids, each once", (notebook) => {
      const ids = notebook.cells.map(({ id }) => id);
      for (const id of ids) assert.match(id, /^[\w-]{1,64}$/);
      assert.equal(new Set(ids).size, ids.length);
    });
  });
}

function outputsOf(notebook: Notebook): { cell: Cell; output: Output }[] {
  return codeCells(notebook).flatMap((cell) =>
    (cell.outputs ?? []).map((output) => ({ cell, output })),
  );
}

/** The text in an output: what is printed, and every part of a display that is not an image. */
function textOf({ text = "", data = {} }: Output): string {
  const texts = Object.entries(data).filter(([type]) => !type.startsWith("image/"));
  const values = texts.map(([, value]) =>
    Array.isArray(value) ? value.join("") : typeof value === "string" ? value : JSON.stringify(value),
  );
  return [typeof text === "string" ? text : text.join(""), ...values].join("\n");
}

/** The names in shorthand properties of a cell, and all that it binds itself. */
function namesIn(source: string): { shorthands: string[]; bound: Set<string> } {
  const shorthands: string[] = [];
  const bound = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) shorthands.push(node.name.text);
    else if (
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node) ||
      ts.isParameter(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node)
    ) {
      if (node.name && ts.isIdentifier(node.name)) bound.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022));
  return { shorthands, bound };
}
