/**
 * Every chapter runs through Jupyter at the small budget that its metadata names, with a small set in place of
 * Fashion-MNIST; and once more without it, if the chapter asks for it. Nothing asks the network.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
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
import { writeFashion } from "./fashionFolder";

const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-chapters-"));
const fashion = join(folder, "fashion");
mkdirSync(fashion);
writeFashion(fashion);
const withFashion = { VAE_COOKBOOK_FASHION_MNIST: fashion };
/** Nobody listens there, so that every connection is refused at once. */
const nobody = "http://127.0.0.1:9";
const offline = {
  ...{ http_proxy: nobody, https_proxy: nobody, HTTP_PROXY: nobody, HTTPS_PROXY: nobody },
  ...{ no_proxy: "", NO_PROXY: "", VAE_COOKBOOK_FASHION_MNIST: "" },
};
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

suite("chapters at a small budget", { concurrency: 2 }, () => {
  for (const chapter of chapters) {
    test(chapter, { timeout: 15 * 60_000 }, async () => {
      const budget = budgetOf(await readNotebook(pathOf(chapter)));
      const output = join(folder, `${chapter}.ipynb`);
      const { status, log } = await execute(chapter, budget, output, withFashion);
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

    if (!readFileSync(pathOf(chapter), "utf8").includes("fashionMnist(")) continue;
    test(`${chapter} without Fashion-MNIST`, { timeout: 15 * 60_000 }, async () => {
      const budget = budgetOf(await readNotebook(pathOf(chapter)));
      const output = join(folder, `${chapter}-offline.ipynb`);
      const { status, log } = await execute(chapter, budget, output, offline);
      assert.equal(status, 0, log);
      const notebook = await readNotebook(output);
      const outputs = codeCells(notebook).flatMap((cell) => cell.outputs ?? []);
      const missing = /Fashion-MNIST is left out, .*refused the connection/;
      assert.ok(outputs.some(({ name, text }) => name === "stdout" && missing.test(joined(text))));
      assert.ok(!outputs.some(({ name }) => name === "stderr"));
    });
  }
});

/** `metadata.vae_cookbook.test`: values of the parameters cell with which the chapter takes seconds. */
function budgetOf(notebook: Notebook): Record<string, unknown> {
  const metadata = notebook.metadata["vae_cookbook"] as { test?: Record<string, unknown> };
  assert.ok(metadata.test, "metadata.vae_cookbook.test must name the budget for tests");
  return metadata.test;
}

/** Text in a notebook is a string, or its lines. */
function joined(text: string | string[] | undefined): string {
  return Array.isArray(text) ? text.join("") : (text ?? "");
}

/** Runs a chapter with a cache of its own, so that nothing a user has kept is used or changed. */
async function execute(
  chapter: string,
  budget: Record<string, unknown>,
  output: string,
  settings: Record<string, string>,
): Promise<{ status: number | null; log: string }> {
  const flags = Object.entries(budget).map(([name, value]) => `--${name}=${String(value)}`);
  const script = join(repository, "scripts/execute.ts");
  const child = spawn(
    process.execPath,
    [
      ...["-r", "ts-node/register/transpile-only", script],
      ...[pathOf(chapter), ...flags, "--output", output],
    ],
    { env: { ...process.env, VAE_COOKBOOK_CACHE: `${output}.cache`, ...settings } },
  );
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
