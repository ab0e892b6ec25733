import path from "node:path";
import { requireSpace } from "./disk.mjs";
import { explain, SetupError } from "./failure.mjs";
import { findProgram, run } from "./processes.mjs";
import { readText } from "./stamps.mjs";

/** @typedef {{ version?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[] }} LockedPackage */

/**
 * The locked npm packages. No package's own install script runs: what needs compiling, the set-up compiles.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function npmPackages(paths) {
  const lock = packagesOf(path.join(paths.root, "package-lock.json"));
  const total = Object.keys(lock).filter((name) => name.includes("node_modules/")).length;
  return {
    title: `${total} npm packages`,
    isDone: () => agree(lock, packagesOf(path.join(paths.nodeModules, ".package-lock.json"))),
    async work(step) {
      requireSpace(paths.root, 800, { what: "npm's part" });
      let fetched = 0;
      const npm = npmCommand();
      const { code, output } = await run(
        npm.command,
        [...npm.args, "ci", "--ignore-scripts", "--include=dev", "--include=optional"].concat([
          "--no-fund",
          "--no-audit",
          "--no-progress",
          "--loglevel=http",
        ]),
        {
          cwd: paths.root,
          log: paths.log,
          env: { ...process.env, NODE_ENV: "development" },
          onLine(line) {
            if (/attempt \d+ failed/.test(line)) step.update("no answer, trying again");
            else if (/http (fetch|cache)/.test(line))
              step.update(`${Math.min(++fetched, total)} of ${total}`);
          },
        },
      );
      if (code !== 0)
        throw explain(
          "npm",
          output.filter((line) => !/http (fetch|cache)/.test(line)),
        );
    },
  };
}

/**
 * Whether what is installed is what is locked: npm keeps its own list in node_modules, written last.
 *
 * @param {Record<string, LockedPackage>} locked
 * @param {Record<string, LockedPackage>} installed
 */
export function agree(locked, installed) {
  if (Object.keys(installed).length === 0) return false;
  const missing = Object.entries(locked).some(([name, { version, link, optional }]) => {
    if (!name.startsWith("node_modules/") || link || (optional && !installed[name])) return false;
    return installed[name]?.version !== version;
  });
  // A copy from another machine brings that machine's binaries.
  const foreign = Object.values(installed).some(
    ({ os, cpu }) => !admits(os, process.platform) || !admits(cpu, process.arch),
  );
  return !missing && !foreign;
}

/**
 * @param {string[] | undefined} list such as ["linux"] or ["!win32"]
 * @param {string} value
 */
function admits(list, value) {
  if (list === undefined || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.every((entry) => entry.startsWith("!")) || list.includes(value);
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readText(file) ?? "{}").packages ?? {};
  } catch {
    return {};
  }
}

/** The npm that runs us, or the one on PATH. */
export function npmCommand() {
  const own = process.env.npm_execpath;
  if (own !== undefined && /npm-cli\.c?js$/.test(own))
    return { command: process.execPath, args: [own] };
  const npm = findProgram("npm");
  if (npm !== undefined && process.platform !== "win32") return { command: npm, args: [] };
  throw new SetupError(
    "npm was not found",
    "It comes with Node.js: install Node.js from nodejs.org or your system's packages, then run `npm start`.",
  );
}
