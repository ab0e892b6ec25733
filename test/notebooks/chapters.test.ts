/** Every chapter runs through Jupyter at the small budget that its metadata names. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import {
  codeCells,
  numbersOf,
  parametersCell,
  readNotebook,
  sourceOf,
} from "../../scripts/runner/notebook";
import type { Notebook } from "../../scripts/runner/notebook";
import { readParameters } from "../../scripts/runner/parameters";
import { chapters, pathOf, repository } from "./chapters";

const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-chapters-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

suite("chapters at a small budget", { concurrency: 2 }, () => {
  for (const chapter of chapters) {
    test(chapter, { timeout: 15 * 60_000 }, async () => {
      const budget = budgetOf(await readNotebook(pathOf(chapter)));
      const output = join(folder, `${chapter}.ipynb`);
      const flags = Object.entries(budget).map(([name, value]) => `--${name}=${String(value)}`);
      const { status, log } = await execute([pathOf(chapter), ...flags, "--output", output]);
      assert.equal(status, 0, log);

      const notebook = await readNotebook(output);
      const numbers = numbersOf(notebook);
      assert.ok(numbers, "the last code cell shows no numbers");
      assert.equal(numbers.chapter, chapter);
      assert.ok(numbers.numbers.length > 0);
      for (const [name, value] of Object.entries(budget)) {
        if (name in numbers.parameters) assert.equal(numbers.parameters[name], value, name);
      }
      const used = readParameters(sourceOf(parametersCell(notebook)!));
      for (const { name, value } of used) {
        if (name in budget) assert.equal(value, budget[name], name);
      }
      for (const cell of codeCells(notebook)) {
        const stderr = cell.outputs?.filter((output) => output.name === "stderr") ?? [];
        assert.deepEqual(stderr, [], `stderr of a cell: ${sourceOf(cell)}`);
      }
    });
  }
});

/** `metadata.vae_cookbook.test`: values of the parameters cell with which the chapter takes seconds. */
function budgetOf(notebook: Notebook): Record<string, unknown> {
  const metadata = notebook.metadata["vae_cookbook"] as { test?: Record<string, unknown> };
  assert.ok(metadata.test, "metadata.vae_cookbook.test must name the budget for tests");
  return metadata.test;
}

async function execute(words: string[]): Promise<{ status: number | null; log: string }> {
  const script = join(repository, "scripts/execute.ts");
  const child = spawn(process.execPath, [
    ...["-r", "ts-node/register/transpile-only", script],
    ...words,
  ]);
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => (log += text.toString()));
  }
  return await new Promise((done) => {
    child.on("close", (status) => {
      done({ status, log });
    });
  });
}
