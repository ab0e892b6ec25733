import assert from "node:assert/strict";
import { mkdirSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, load } from "./load";

interface Stamp {
  isDone: () => boolean;
  markDone: () => void;
  clear: () => void;
}
interface Stamps {
  stamp: (folder: string, name: string, inputs: string) => Stamp;
  hashOf: (inputs: { texts?: string[]; files?: string[] }) => string;
  filesBelow: (folder: string, ending: string, leaveOut?: string[]) => string[];
  writeWhole: (file: string, text: string) => void;
}
const stamps = load<Stamps>("stamps.mjs");

test("a step is done after it was marked, for the same inputs only", async () => {
  const { stamp } = await stamps;
  await inFolder((folder) => {
    const below = join(folder, "not", "there", "yet");
    const step = stamp(below, "build", "inputs A");
    assert.equal(step.isDone(), false);
    step.markDone();
    assert.equal(step.isDone(), true);
    assert.equal(stamp(below, "build", "inputs B").isDone(), false);
    assert.equal(stamp(below, "other", "inputs A").isDone(), false);
    step.clear();
    assert.equal(step.isDone(), false);
  });
});

test("the hash follows contents, names and texts", async () => {
  const { hashOf } = await stamps;
  await inFolder((folder) => {
    const file = join(folder, "a.ts");
    writeFileSync(file, "one");
    const first = hashOf({ files: [file] });
    assert.equal(hashOf({ files: [file] }), first);
    assert.notEqual(hashOf({ files: [file], texts: ["/elsewhere"] }), first);
    assert.notEqual(hashOf({ texts: ["ab", "c"] }), hashOf({ texts: ["a", "bc"] }));
    writeFileSync(file, "two");
    assert.notEqual(hashOf({ files: [file] }), first);
    writeFileSync(file, "one");
    renameSync(file, join(folder, "b.ts"));
    assert.notEqual(hashOf({ files: [join(folder, "b.ts")] }), first);
  });
});

test("sources are found below folders, compiled ones left out, in a fixed order", async () => {
  const { filesBelow } = await stamps;
  await inFolder((folder) => {
    for (const name of ["b", "a", "dist"]) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "x.ts"), "");
    }
    writeFileSync(join(folder, "a", "x.js"), "");
    const found = filesBelow(folder, ".ts", ["dist"]);
    assert.deepEqual(found, [join(folder, "a", "x.ts"), join(folder, "b", "x.ts")]);
  });
});

test("a written file leaves no part behind", async () => {
  const { writeWhole } = await stamps;
  await inFolder((folder) => {
    writeWhole(join(folder, "deep", "file"), "text");
    assert.deepEqual(readdirSync(join(folder, "deep")), ["file"]);
  });
});
