import assert from "node:assert/strict";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder } from "../setup/load";
import { python } from "./python";

interface Shared {
  repository: string;
  home: string;
  /** Copies, and gives what the script printed, in lines. */
  copy: () => Promise<string[]>;
  read: (name: string) => string;
}

/** A shared installation with two chapters and their results, and an empty home. */
async function inHome(run: (shared: Shared) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const [repository, home] = [join(folder, "shared"), join(folder, "home")];
    const files = {
      "notebooks/00-start-here.ipynb": "chapter 0",
      "notebooks/01-next.ipynb": "chapter 1",
      "notebooks/01-next.executed.ipynb": "somebody's run",
      "notebooks/.ipynb_checkpoints/00-start-here.ipynb": "old",
      "notebooks/glossary.md": "words",
      "notebooks/results/quality.json": "{}",
      "environment.md": "how",
      "README.md": "what",
      "lib/index.ts": "",
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(repository, name, ".."), { recursive: true });
      writeFileSync(join(repository, name), text);
    }
    mkdirSync(home);
    const copy = async () => {
      const { status, text } = await python("copyChapters.py", repository, home);
      assert.equal(status, 0, text);
      return text.split("\n").filter((line) => line !== "");
    };
    const read = (name: string) => readFileSync(join(home, name), "utf8");
    await run({ repository, home, copy, read });
  });
}

test("a new participant gets the chapters and their results, and links to what they mention", () =>
  inHome(async ({ home, copy, read }) => {
    assert.deepEqual(await copy(), [
      "00-start-here.ipynb",
      "01-next.ipynb",
      "glossary.md",
      "results/quality.json",
    ]);
    assert.equal(read("notebooks/00-start-here.ipynb"), "chapter 0");
    assert.deepEqual(readdirSync(join(home, "notebooks")).sort(), [
      ...["00-start-here.ipynb", "01-next.ipynb", "glossary.md", "results"],
    ]);
    assert.equal(read("environment.md"), "how");
    assert.ok(lstatSync(join(home, "lib")).isSymbolicLink());
  }));

test("a participant's work stays, whatever has changed in the shared chapters", () =>
  inHome(async ({ repository, home, copy, read }) => {
    await copy();
    writeFileSync(join(home, "notebooks/00-start-here.ipynb"), "my work");
    writeFileSync(join(repository, "notebooks/00-start-here.ipynb"), "chapter 0, improved");
    writeFileSync(join(repository, "notebooks/01-next.ipynb"), "chapter 1, improved");
    writeFileSync(join(repository, "notebooks/02-new.ipynb"), "chapter 2");
    assert.deepEqual(await copy(), ["02-new.ipynb"]);
    assert.equal(read("notebooks/00-start-here.ipynb"), "my work");
    assert.equal(read("notebooks/01-next.ipynb"), "chapter 1");
    assert.deepEqual(await copy(), []);
  }));

test("a chapter that was deleted comes back as it is now", () =>
  inHome(async ({ repository, home, copy, read }) => {
    await copy();
    writeFileSync(join(repository, "notebooks/01-next.ipynb"), "chapter 1, improved");
    rmSync(join(home, "notebooks/01-next.ipynb"));
    assert.deepEqual(await copy(), ["01-next.ipynb"]);
    assert.equal(read("notebooks/01-next.ipynb"), "chapter 1, improved");
  }));

test("a link that a participant has put in a chapter's place is not followed", () =>
  inHome(async ({ home, copy }) => {
    mkdirSync(join(home, "notebooks"));
    symlinkSync(join(home, "elsewhere"), join(home, "notebooks/01-next.ipynb"));
    assert.ok(!(await copy()).includes("01-next.ipynb"));
    assert.ok(!readdirSync(home).includes("elsewhere"));
  }));

test("what stands in the way is said, and no half file stays", () =>
  inHome(async ({ repository, home }) => {
    writeFileSync(join(home, "notebooks"), "a file");
    const { status, text } = await python("copyChapters.py", repository, home);
    assert.equal(status, 1);
    assert.match(text, /^copyChapters: .*notebooks/);
    assert.equal(readFileSync(join(home, "notebooks"), "utf8"), "a file");
  }));
