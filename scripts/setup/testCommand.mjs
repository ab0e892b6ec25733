import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { here } from "./paths.mjs";
import { duration } from "./progress.mjs";
import { report, setUp } from "./setUp.mjs";

/** @type {Record<string, () => string[]>} each part is one Node command, in this order */
const parts = {
  types: () => tool("typescript/bin/tsc", "-p", "tsconfig.json"),
  scripts: () => tool("typescript/bin/tsc", "-p", "scripts"),
  page: () => tool("typescript/bin/tsc", "-p", "lib/notebook/explorer/page"),
  lint: () => tool("eslint/bin/eslint.js", "."),
  format: () => tool("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
  unused: () => tool("knip/bin/knip.js"),
  // The first two mostly load files and wait; the others use all processors themselves, or look at times.
  unit: () => [atOnce(), ...tests("test/bench", "test/lib", "test/scripts", "test/sweep")],
  kernel: () => [atOnce(), ...tests("test/kernel")],
  notebooks: () => tests("test/notebooks"),
  browser: () => tests("test/browser"),
};

/** @param {readonly string[]} names */
export async function main(names) {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(
      `npm test: there is no part ${unknown.join(", ")}. Use some of ${Object.keys(parts).join(", ")}, or none for all.`,
    );
    process.exitCode = 1;
    return;
  }
  const chosen = names.length > 0 ? names : Object.keys(parts);
  try {
    await setUp({ clients: chosen.includes("kernel") });
  } catch (error) {
    process.exitCode = report(error);
    return;
  }
  const results = [];
  for (const name of chosen) {
    console.log(`\n── ${name}`);
    const started = Date.now();
    const passed = await run(parts[name]?.() ?? []);
    results.push({ name, passed, time: duration(Date.now() - started) });
  }
  console.log();
  for (const { name, passed, time } of results) {
    console.log(`${passed ? "passed" : "FAILED"}  ${name.padEnd(10)} ${time}`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * @param {string} script
 * @param {string[]} args
 */
function tool(script, ...args) {
  return [path.join(here.nodeModules, script), ...args];
}

/** As many test files at the same time as there are processors. */
function atOnce() {
  return `--test-concurrency=${availableParallelism()}`;
}

/** @param {string[]} folders */
function tests(...folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(here.root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => path.join(folder, name))
      .sort(),
  );
  return ["-r", "ts-node/register/transpile-only", "--test", "--test-reporter=spec", ...files];
}

/**
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it succeeded
 */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: here.root,
      stdio: ["ignore", "inherit", "inherit"],
      env: jupyterEnvironment(),
    });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}
