import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { collect } from "../../../scripts/score/submissions";
import { writeFiles } from "./notebooks";

const root = mkdtempSync(join(tmpdir(), "vae-cookbook-submissions-"));
after(() => {
  rmSync(root, { recursive: true, force: true });
});
const chapters = ["03-training", "05-beta"];

function folder(name: string, files: readonly string[]): string {
  const path = join(root, name);
  writeFiles(Object.fromEntries(files.map((file) => [join(path, file), "{}"])));
  return path;
}

/** student, assignment, file or problem */
async function rows(path: string, only?: string) {
  const { submissions, leftOut } = await collect(path, chapters, only);
  const list = submissions.map(({ student, assignment, file, problem }) =>
    [student, assignment ?? "?", file?.slice(path.length + 1) ?? problem].join(" "),
  );
  return { list, leftOut };
}

test("nbgrader's folders, with or without one for the assignment", async () => {
  const path = folder("nested", [
    "anna/03-training/03-training.ipynb",
    "anna/03-training/.ipynb_checkpoints/03-training-checkpoint.ipynb",
    "anna/05-beta/mine.ipynb",
    "bert/05-beta.ipynb",
    "bert/notes.txt",
    "cleo/answer.ipynb",
    "dan/photo.jpg",
  ]);
  const { list, leftOut } = await rows(path);
  assert.deepEqual(list, [
    "anna 03-training anna/03-training/03-training.ipynb",
    "anna 05-beta anna/05-beta/mine.ipynb",
    "bert 05-beta bert/05-beta.ipynb",
    "cleo ? cleo/answer.ipynb",
    "dan ? no notebook",
  ]);
  assert.deepEqual(leftOut, ["bert/notes.txt", "dan/photo.jpg"]);
  assert.deepEqual((await rows(path, "03-training")).list, [
    "anna 03-training anna/03-training/03-training.ipynb",
    "bert 03-training no notebook of 03-training",
    "cleo ? cleo/answer.ipynb",
    "dan 03-training no notebook",
  ]);
});

test("files side by side", async () => {
  const path = folder("flat", [
    "anna.ipynb",
    "bert_03-training.ipynb",
    "Cleo Smith_123_assignsubmission_file_05-beta.ipynb",
    "list.csv",
    ".hidden.ipynb",
  ]);
  const { list, leftOut } = await rows(path);
  assert.deepEqual(list, [
    "anna ? anna.ipynb",
    "bert 03-training bert_03-training.ipynb",
    "Cleo Smith 05-beta Cleo Smith_123_assignsubmission_file_05-beta.ipynb",
  ]);
  assert.deepEqual(leftOut, ["list.csv"]);
});

test("links are named, not followed", async () => {
  const path = folder("links", ["anna.ipynb", "bert/x.ipynb"]);
  symlinkSync(join(path, "anna.ipynb"), join(path, "eve.ipynb"));
  symlinkSync(join(path, "anna.ipynb"), join(path, "bert", "y.ipynb"));
  symlinkSync(join(path, "bert"), join(path, "zoe"));
  const { list, leftOut } = await rows(path);
  assert.deepEqual(list, [
    "anna ? anna.ipynb",
    "bert ? bert/x.ipynb",
    "bert ? a link, which is not followed",
    "eve ? a link, which is not followed",
  ]);
  assert.deepEqual(leftOut, ["zoe"]);
});

test("a name that is not in UTF-8 keeps nothing from the others", async (t) => {
  const path = folder("latin", ["anna.ipynb", "bert/x.ipynb"]);
  const latin1 = (name: string) => Buffer.from(join(path, name), "latin1");
  try {
    for (const name of ["M\u00fcller", "bert/\u00fcbung"]) mkdirSync(latin1(name));
    writeFileSync(latin1("J\u00f6rg.ipynb"), "{}");
  } catch {
    t.skip("here all names are UTF-8");
    return;
  }
  const { list, leftOut } = await rows(path);
  assert.equal(list.length, 4);
  assert.match(list.join("\n"), /^M\ufffdller \? it cannot be read \(ENOENT\): its name/m);
  assert.match(leftOut.join(), /^bert\/\ufffdbung\/ \(it cannot be read/);
});
