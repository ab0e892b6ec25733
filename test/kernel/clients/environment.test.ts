/** The clients are what is locked, and none of them is in the reader's environment. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { python, repository } from "./clients";

const clients = ["ipykernel", "jupyter-console", "jupyter-kernel-test", "nbmake", "papermill"];

test("the clients are there in the locked versions", async () => {
  const { stdout, stderr } = await python(["-m", "pip", "list", "--format=freeze"]);
  const installed = stdout.replaceAll("_", "-").split(/\r?\n/);
  const lock = readFileSync(join(repository, "scripts/setup/testClients.txt"), "utf8");
  for (const name of clients) {
    const versions = [...lock.matchAll(new RegExp(`^${name}==(\\S+)`, "gm"))].map(([, one]) => one);
    assert.ok(
      versions.some((version) => installed.includes(`${name}==${version}`)),
      `${name} of ${versions.join(" or ")}; ${stderr}`,
    );
  }
  assert.ok(installed.some((line) => line.startsWith("papermill-typescript")));
});

test("the reader's environment has none of the tests' own", () => {
  const lib = join(repository, ".venv/lib");
  const packages = readdirSync(lib).flatMap((version) =>
    readdirSync(join(lib, version, "site-packages")),
  );
  assert.ok(packages.includes("jupyterlab"));
  for (const name of ["papermill", "nbmake", "pytest", "jupyter_kernel_test", "deno"]) {
    assert.ok(!packages.includes(name), name);
  }
});
