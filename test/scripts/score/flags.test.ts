import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readFlags } from "../../../scripts/score/flags";

const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-flags-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a folder alone: the small budget, the limits of seconds to minutes", () => {
  const flags = readFlags([folder])!;
  assert.equal(flags.folder, folder);
  assert.equal(flags.chapter, undefined);
  assert.deepEqual(flags.settings, { budget: "test", limits: { seconds: 300, megabytes: 4000 } });
});

test("all flags", () => {
  const words = [
    "--chapter",
    "notebooks/03-training.ipynb",
    "--full",
    "--memory-limit=1e3",
    "--again",
  ];
  const flags = readFlags([...words, folder, "--output", "elsewhere"])!;
  assert.equal(flags.chapter, "03-training");
  assert.ok(flags.again && flags.output.endsWith("elsewhere"));
  assert.deepEqual(flags.settings, { budget: "full", limits: { seconds: 3600, megabytes: 1000 } });
  assert.equal(readFlags(["--help"]), undefined);
});

test("what cannot be done is refused", () => {
  const cases: [string[], RegExp][] = [
    [[], /the argument must be one folder[^]*--time-limit/],
    [[folder, folder], /one folder/],
    [[join(folder, "none")], /is no folder/],
    [[folder, "--output", folder], /in which nothing is written/],
    [[folder, "--output", join(folder, "scores")], /in which nothing is written/],
    [[folder, "--time-limit", "soon"], /--time-limit is "soon", which is no number/],
    [[folder, "--time-limit", "1e9"], /--time-limit must be [^]* at most 1000000/],
    [[folder, "--output", __filename], /--output [^]* is a file/],
    [[folder, "--memory-limit", "0"], /--memory-limit/],
    [[folder, "--network", "none"], /--network/],
  ];
  for (const [words, message] of cases) assert.throws(() => readFlags(words), { message });
  assert.ok(readFlags([folder, "--output", `${folder}-scores`]));
});
