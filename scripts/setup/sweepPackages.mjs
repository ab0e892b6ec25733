import { existsSync } from "node:fs";
import path from "node:path";
import { requireSpace } from "./disk.mjs";
import { SetupError } from "./failure.mjs";
import { installLocked } from "./lockedPackages.mjs";
import { findPython } from "./python.mjs";
import { hashOf, readText, stamp } from "./stamps.mjs";

/**
 * `.venv/sweep`: Snakemake. An environment of its own, which only `npm run sweep` makes.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function sweepPackages(paths) {
  const own = sweepPaths(paths);
  const inputs = hashOf({
    texts: [paths.root, process.platform, process.arch],
    files: [own.requirements],
  });
  const done = stamp(paths.stamps, "sweep", inputs);
  const version = /^snakemake==(\S+)/m.exec(readText(own.requirements) ?? "")?.[1];
  return {
    title: `Snakemake ${version}`,
    isDone: () => done.isDone() && existsSync(own.python),
    async work(step) {
      done.clear();
      const python = findPython();
      if (!newEnough(python.version)) {
        throw new SetupError(
          `Python ${python.version} (${python.command}) is too old for Snakemake, which needs 3.11`,
          "PYTHON=/path/to/python3.11 npm run sweep takes a Python of your choice.",
        );
      }
      requireSpace(paths.root, 200, { what: "Snakemake" });
      await installLocked(own, { name: "sweep", withoutNeeds: own.requirements }, step);
      done.markDone();
    },
  };
}

/**
 * Where that environment lies.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./paths.mjs").Paths}
 */
export function sweepPaths(paths) {
  const venv = path.join(paths.venv, "sweep");
  return {
    ...paths,
    venv,
    python: path.join(venv, path.relative(paths.venv, paths.python)),
    requirements: path.join(paths.root, "sweep", "requirements.txt"),
  };
}

/** @param {string} version */
function newEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 3 || (major === 3 && minor >= 11);
}
