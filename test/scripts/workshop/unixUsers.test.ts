import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder } from "../setup/load";
import { python } from "./python";

/** What a function of unixUsers.py gives, as Python prints it. */
async function ask(call: string, ...files: string[]): Promise<string> {
  const program = `import sys, unixUsers; print(unixUsers.${call}(*sys.argv[1:]))`;
  const { status, text } = await python("-c", program, ...files);
  assert.equal(status, 0, text);
  return text.trim();
}

test("a home's owner is its user; a new home gets an id of its own", () =>
  inFolder(async (folder) => {
    assert.equal(await ask("owner_of", join(folder, "ada")), "200001");
    mkdirSync(join(folder, "ada"));
    const mine = process.getuid?.() ?? 0;
    assert.equal(await ask("owner_of", join(folder, "ada")), String(mine));
    assert.equal(await ask("owner_of", join(folder, "bob")), String(Math.max(200000, mine) + 1));
  }));

test("what other users cannot reach is named", () =>
  inFolder(async (folder) => {
    const [outer, inner] = [join(folder, "outer"), join(folder, "outer", "inner")];
    const file = join(inner, "file");
    mkdirSync(inner, { recursive: true });
    writeFileSync(file, "");
    chmodSync(file, 0o644);
    // Such as the home of root: nobody else may enter it.
    for (const [path, open, shut] of [
      [outer, 0o711, 0o700],
      [inner, 0o711, 0o700],
      [file, 0o644, 0o600],
    ] as const) {
      for (const each of [folder, outer, inner]) chmodSync(each, 0o711);
      chmodSync(path, shut);
      assert.equal(await ask("closed_to_others", file), path);
      chmodSync(path, open);
      assert.equal(await ask("closed_to_others", file), "None");
    }
    assert.equal(await ask("closed_to_others", file, outer), "None");
  }));
