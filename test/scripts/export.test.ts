import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

const repository = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-export-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["-r", "ts-node/register/transpile-only", "scripts/export.ts", ...words],
    { cwd: repository, env: { ...process.env, ...environment }, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

test("flags that are none are refused, and nothing is written", () => {
  const output = join(folder, "site");
  const { status, stderr } = run(["--pdfs", "--output", output]);
  assert.equal(status, 2);
  assert.match(stderr, /--pdfs/);
  assert.ok(!existsSync(output));
});

test("--pdf without a browser says so before the work begins", () => {
  const output = join(folder, "site");
  const { status, stderr } = run(["--pdf", "--output", output], { CHROMIUM: "/nowhere/chromium" });
  assert.equal(status, 2);
  assert.match(stderr, /CHROMIUM/);
  assert.ok(!existsSync(output));
});

test("the committed chapters become pages", () => {
  const output = join(folder, "pages");
  const { status, stdout, stderr } = run(["--output", output]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^\d\d pages\. Open .*index\.html$/m);
  assert.ok(existsSync(join(output, "index.html")));
});
