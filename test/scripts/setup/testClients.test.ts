import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inFolder, load, root, type SetupFailure } from "./load";

interface Paths {
  root: string;
  venv: string;
  python: string;
  log: string;
  requirements: string;
  stamps: string;
}
interface Step {
  isDone: () => boolean;
  work: (step: { update: () => void }) => Promise<string | undefined>;
}
interface Modules {
  pathsOf: (root: string) => Paths;
  clientsPaths: (paths: Paths) => Paths;
  testClients: (paths: Paths) => Step;
}

const step = { update: () => undefined };

/** A checkout with the lock files, and in place of its Pythons a script that notes what it was asked. */
async function inCheckout(
  script: string,
  test: (paths: Paths, asked: () => string[]) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const { pathsOf } = await load<Modules>("paths.mjs");
    const { clientsPaths } = await load<Modules>("clientsEnvironment.mjs");
    const paths = pathsOf(folder);
    for (const part of ["scripts/setup/testClients.txt", "kernel/papermill"]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    const notes = join(folder, "asked");
    writeFileSync(notes, "");
    for (const { venv, python } of [paths, clientsPaths(paths)]) {
      mkdirSync(dirname(python), { recursive: true });
      writeFileSync(python, `#!/bin/sh\necho "$@" >> ${notes}\n${script}\n`, { mode: 0o755 });
      writeFileSync(join(dirname(python), "activate"), venv);
    }
    await test(paths, () => readFileSync(notes, "utf8").trim().split("\n"));
  });
}

test("the test clients: what is locked by hash, then papermill's TypeScript, and not again", () =>
  inCheckout("exit 0", async (paths, asked) => {
    const { testClients } = await load<Modules>("testClients.mjs");
    const { clientsPaths } = await load<Modules>("clientsEnvironment.mjs");
    assert.equal(testClients(paths).isDone(), false);
    await testClients(paths).work(step);
    const [locked, own, ...more] = asked();
    assert.match(locked!, /-m pip .*install --require-hashes .*-r \S+testClients\.txt$/);
    assert.match(own!, /install .*--no-deps --no-build-isolation .*kernel\/papermill$/);
    assert.deepEqual(more, []);
    assert.equal(testClients(paths).isDone(), true);
    const translator = join(paths.root, "kernel/papermill/papermill_typescript/translator.py");
    for (const file of [clientsPaths(paths).requirements, translator]) {
      appendFileSync(file, "\n");
      assert.equal(testClients(paths).isDone(), false, file);
      await testClients(paths).work(step);
      assert.equal(testClients(paths).isDone(), true);
    }
    rmSync(clientsPaths(paths).python);
    assert.equal(testClients(paths).isDone(), false);
  }));

test("the test clients: what pip says when it fails", () =>
  inCheckout('echo "ERROR: [Errno 28] No space left on device"; exit 1', async (paths) => {
    const { testClients } = await load<Modules>("testClients.mjs");
    const failed = testClients(paths).work(step);
    await assert.rejects(failed, (error: SetupFailure) => {
      assert.match(error.message, /disk is full/);
      return true;
    });
    assert.equal(testClients(paths).isDone(), false);
  }));
