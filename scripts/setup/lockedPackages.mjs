import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { explain } from "./failure.mjs";
import { pip, pythonEnvironment } from "./pip.mjs";
import { run } from "./processes.mjs";
import { findPython } from "./python.mjs";
import { readText, writeWhole } from "./stamps.mjs";

/**
 * A Python environment with the packages of a lock file, each checked against its hash. Its scripts hold the
 * checkout's path, so a moved checkout gets a new one.
 *
 * @param {import("./paths.mjs").Paths} paths `venv` and `python` are the environment's own
 * @param {object} options
 * @param {string} options.name           of the step, for its marks
 * @param {string} [options.requirements] the lock file
 * @param {string} [options.withoutNeeds] a lock file of packages whose own needs are not installed
 * @param {readonly string[]} [options.kept] what a new environment takes over from the one before
 * @param {import("./progress.mjs").Step} step
 */
export async function installLocked(paths, { name, requirements, withoutNeeds, kept = [] }, step) {
  const unfinished = path.join(paths.stamps, `${name}.unfinished`);
  // A pip that was cut short can leave half a package that it takes for a whole one.
  if (existsSync(unfinished) || !isUsable(paths)) await create(paths, kept);
  writeWhole(unfinished, "");
  const locks = [
    ...(requirements ? [["-r", requirements]] : []),
    ...(withoutNeeds ? [["--no-deps", "-r", withoutNeeds]] : []),
  ];
  const total = locks
    .map((lock) => (readText(/** @type {string} */ (lock.at(-1))) ?? "").match(/^[a-z0-9].*==/gm))
    .reduce((sum, packages) => sum + (packages?.length ?? 0), 0);
  let collected = 0;
  const args = [
    "install",
    "--require-hashes",
    "--no-warn-script-location",
    "--progress-bar",
    "off",
  ];
  for (const lock of locks) {
    const { code, output } = await pip(paths, [...args, ...lock], (line) => {
      if (/^(Collecting|Requirement already satisfied)/.test(line)) {
        step.update(`${Math.min(++collected, total)} of ${total} packages`);
      } else if (line.includes("Retrying")) step.update("no answer, trying again");
      else if (line.startsWith("Installing collected")) step.update("unpacking");
    });
    if (code !== 0) throw explain("pip", output);
  }
  rmSync(unfinished);
}

/**
 * A whole environment, made at this path.
 *
 * @param {import("./paths.mjs").Paths} paths
 */
function isUsable(paths) {
  const activate = readText(path.join(path.dirname(paths.python), "activate"));
  return existsSync(paths.python) && activate !== undefined && activate.includes(paths.venv);
}

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {readonly string[]} kept
 */
async function create(paths, kept) {
  const python = findPython();
  if (existsSync(paths.venv)) {
    for (const name of readdirSync(paths.venv)) {
      if (!kept.includes(name))
        rmSync(path.join(paths.venv, name), { recursive: true, force: true });
    }
  }
  const { code, output } = await run(python.command, ["-m", "venv", paths.venv], {
    log: paths.log,
    env: pythonEnvironment(),
  });
  if (code !== 0) throw explain(`python -m venv (${python.command})`, output);
}
