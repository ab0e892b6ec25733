import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const root = join(__dirname, "..", "..");

test("a benchmark that there is not is refused, before anything is installed", () => {
  for (const name of ["engine", "toString"]) {
    const words = [join(root, "scripts", "bench.mjs"), name, "--quick"];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    assert.equal(status, 2);
    assert.match(stderr, new RegExp(`there is no "${name}".*kernel\\|protocol`, "s"));
  }
});
