import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { here } from "./paths.mjs";
import { duration } from "./progress.mjs";
import { report, setUp } from "./setUp.mjs";

/** @typedef {Record<string, () => string[]>} Parts each is one Node command */

/** @type {Parts} these run at the same time, as many as there are processors; the longest first */
const still = {
  lint: () => tool("eslint/bin/eslint.js", "."),
  types: () => tool("typescript/bin/tsc", "-p", "tsconfig.json"),
  scripts: () => tool("typescript/bin/tsc", "-p", "scripts"),
  page: () => tool("typescript/bin/tsc", "-p", "lib/notebook/explorer/page"),
  format: () => tool("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
  unused: () => tool("knip/bin/knip.js"),
};

/** @type {Parts} these run one after the other */
const running = {
  // The first two mostly load files and wait; the others use all processors themselves, or look at times.
  unit: () => [atOnce(), ...tests("test/bench", "test/lib", "test/scripts", "test/sweep")],
  kernel: () => [atOnce(), ...tests("test/kernel")],
  notebooks: () => tests("test/notebooks"),
  browser: () => tests("test/browser"),
};

const parts = { ...still, ...running };

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
  /** @type {Result[]} */
  const results = [];
  const waiting = chosen.filter((name) => name in still);
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      results.push(await run(name, "when it ends"));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const name of chosen.filter((name) => name in running)) {
    results.push(await run(name, "at once"));
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

/** @typedef {{ name: string, passed: boolean, time: string }} Result */

/**
 * @param {string} name of the part
 * @param {"at once" | "when it ends"} prints what it prints
 * @returns {Promise<Result>}
 */
async function run(name, prints) {
  const title = `\n── ${name}`;
  const started = Date.now();
  const output = prints === "at once" ? "inherit" : "pipe";
  if (output === "inherit") console.log(title);
  /** @type {import("node:child_process").StdioOptions} */
  const stdio = ["ignore", output, output];
  const options = { cwd: here.root, env: jupyterEnvironment(), stdio };
  const child = spawn(process.execPath, parts[name]?.() ?? [], options);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (/** @type {string} */ more) => (text += more));
  }
  const passed = await once(child, "close").then(
    ([code]) => code === 0,
    () => false,
  );
  if (output === "pipe") console.log(`${title}\n${text.trimEnd()}`.trimEnd());
  return { name, passed, time: duration(Date.now() - started) };
}
