import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, load, type SetupFailure } from "./load";

interface Python {
  findPython: (env: NodeJS.ProcessEnv) => { command: string; version: string };
}
const python = load<Python>("python.mjs");

/** A program that answers the way such a Python would. */
function fake(folder: string, name: string, version: string, venv: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho ${version}\necho "${venv}"\n`, { mode: 0o755 });
  return file;
}

async function refusal(env: NodeJS.ProcessEnv): Promise<SetupFailure> {
  const { findPython } = await python;
  try {
    findPython(env);
  } catch (error) {
    return error as SetupFailure;
  }
  throw new Error("a Python was found");
}

test("no Python: says so and how to install one", () =>
  inFolder(async (folder) => {
    const error = await refusal({ PATH: folder });
    assert.match(error.message, /No Python was found; JupyterLab needs Python 3\.10 or newer/);
    assert.match(error.remedy, /[Ii]nstall/);
  }));

test("PYTHON names what is no Python", async () => {
  const error = await refusal({ PYTHON: "/bin/false", PATH: process.env["PATH"] });
  assert.match(error.message, /PYTHON is \/bin\/false/);
  assert.match(error.remedy, /unset/);
});

test("too old", () =>
  inFolder(async (folder) => {
    fake(folder, "python3", "3.9.18", "venv");
    const error = await refusal({ PATH: folder });
    assert.match(error.message, /Python 3\.9\.18 .* is too old: 3\.10 or newer/);
    assert.match(error.remedy, /PYTHON=/);
  }));

test("no venv module, as on a plain Debian", () =>
  inFolder(async (folder) => {
    fake(folder, "python3", "3.11.2", "no venv");
    const error = await refusal({ PATH: folder });
    assert.match(error.message, /Python 3\.11\.2 .* has no venv module/);
    assert.match(error.remedy, /[Ii]nstall/);
  }));

test("takes the first that serves", () =>
  inFolder(async (folder) => {
    fake(folder, "python3", "3.9.18", "venv");
    fake(folder, "python3.13", "3.13.1", "no venv");
    const good = fake(folder, "python3.12", "3.12.4", "venv");
    const { findPython } = await python;
    assert.deepEqual(findPython({ PATH: folder }), { command: good, version: "3.12.4" });
  }));
