import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { NoNotebook, readSubmitted } from "../../../scripts/score/submitted";
import { notebookOf } from "./notebooks";

const root = mkdtempSync(join(tmpdir(), "vae-cookbook-submitted-"));
after(() => {
  rmSync(root, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
}

async function sources(text: string): Promise<string[]> {
  return (await readSubmitted(file("some.ipynb", text))).map(({ source }) => source);
}

test("sources come with plain line ends, whatever editor wrote them", async () => {
  assert.deepEqual(await sources(notebookOf(["a;\r\nb;", "c;\nd;"])), ["a;\nb;", "c;\nd;"]);
  assert.deepEqual(await sources(`\uFEFF${notebookOf(["a;"])}`), ["a;"]);
});

test("half a character, which no kernel can be sent, is replaced; whole ones stay", async () => {
  assert.deepEqual(await sources(notebookOf(["'\ud83d'; '\ude00'; '\u{1f600}';"])), [
    "'\ufffd'; '\ufffd'; '\u{1f600}';",
  ]);
});

test("what is no notebook is refused in words", async () => {
  const large = file("large.ipynb", "{");
  truncateSync(large, 200e6);
  const cases: [string, RegExp][] = [
    [file("zip.ipynb", "PK\x03\x04"), /it is not JSON/],
    [file("list.ipynb", "[]"), /it has no cells/],
    [file("null.ipynb", "null"), /it has no cells/],
    [large, /200 MB, at most 50/],
    [join(root, "gone.ipynb"), /cannot be read \(ENOENT\)/],
    [root, /it is no file/],
  ];
  for (const [path, message] of cases) {
    await assert.rejects(readSubmitted(path), (error) => {
      assert.ok(error instanceof NoNotebook);
      assert.match(error.message, message);
      return true;
    });
  }
});

test("a pipe is not waited for", { skip: process.platform === "win32" }, async () => {
  const pipe = join(root, "pipe.ipynb");
  assert.equal(spawnSync("mkfifo", [pipe]).status, 0);
  await assert.rejects(readSubmitted(pipe), /it is no file/);
});
