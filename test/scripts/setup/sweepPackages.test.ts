import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root, type SetupFailure } from "./load";

interface Paths {
  venv: string;
  python: string;
  requirements: string;
}
interface Step {
  title: string;
  isDone: () => boolean;
  work: (step: { update: () => void }) => Promise<void>;
}
interface Modules {
  pathsOf: (root: string) => Paths;
  sweepPaths: (paths: Paths) => Paths;
  sweepPackages: (paths: Paths) => Step;
}

const step = { update: () => undefined };

/** A checkout with the lock file, and in place of its Python a script that notes what it was asked. */
async function inCheckout(
  version: string,
  test: (sweep: Step, own: Paths, asked: () => string, again: () => Step) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { pathsOf } = await load<Modules>("paths.mjs");
    const { sweepPaths, sweepPackages } = await load<Modules>("sweepPackages.mjs");
    const paths = pathsOf(folder);
    const own = sweepPaths(paths);
    cpSync(join(root, "sweep/requirements.txt"), own.requirements);
    const notes = join(folder, "asked");
    writeFileSync(notes, "");
    mkdirSync(dirname(own.python), { recursive: true });
    writeFileSync(own.python, `#!/bin/sh\necho "$@" >> ${notes}\n`, { mode: 0o755 });
    writeFileSync(join(dirname(own.python), "activate"), own.venv);
    const system = join(folder, "python3");
    writeFileSync(system, `#!/bin/sh\necho ${version}\necho venv\n`, { mode: 0o755 });
    const before = process.env["PYTHON"];
    process.env["PYTHON"] = system;
    try {
      const again = (): Step => sweepPackages(paths);
      await test(again(), own, () => readFileSync(notes, "utf8"), again);
    } finally {
      if (before === undefined) delete process.env["PYTHON"];
      else process.env["PYTHON"] = before;
    }
  });
}

test("Snakemake: what is locked by hash and nothing else, again when the lock changes", () =>
  inCheckout("3.11.0", async (sweep, { requirements }, asked, again) => {
    assert.match(sweep.title, /^Snakemake \d+\.\d+/);
    assert.equal(sweep.isDone(), false);
    await sweep.work(step);
    assert.match(
      asked(),
      /^-m pip .*install --require-hashes .*--no-deps -r \S+requirements\.txt$/m,
    );
    assert.equal(asked().trim().split("\n").length, 1);
    assert.equal(sweep.isDone(), true);
    appendFileSync(requirements, "\n");
    assert.equal(again().isDone(), false);
  }));

test("Snakemake: a Python that is too old for it is refused, and one is named", () =>
  inCheckout("3.10.9", async (sweep, own, asked) => {
    await assert.rejects(sweep.work(step), (error: SetupFailure) => {
      assert.match(error.message, /Python 3\.10\.9 .* too old for Snakemake, which needs 3\.11/);
      assert.match(error.remedy, /PYTHON=\/path\/to\/python3\.11 npm run sweep/);
      return true;
    });
    assert.equal(asked(), "");
    assert.equal(sweep.isDone(), false);
  }));
