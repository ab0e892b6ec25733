import { existsSync } from "node:fs";
import { requireSpace } from "./disk.mjs";
import { installLocked } from "./lockedPackages.mjs";
import { hashOf, readText, stamp } from "./stamps.mjs";

/**
 * What a new environment takes over from the one before: downloads that do not depend on Python, the reader's own,
 * and the environments of the tests, the benchmark, the sweeps and the workshop, which see for themselves whether they
 * still serve.
 */
const kept = [
  "native",
  "jupyter",
  "stamps",
  "engine.json",
  "setup.log",
  "setup.lock",
  "clients",
  "bench",
  "sweep",
  "workshop",
];

/**
 * `.venv` with the locked JupyterLab and its widgets.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function jupyterPackages(paths) {
  const inputs = hashOf({
    texts: [paths.root, process.platform, process.arch],
    files: [paths.requirements, paths.widgetRequirements],
  });
  const done = stamp(paths.stamps, "jupyter", inputs);
  const version = /^jupyterlab==(\S+)/m.exec(readText(paths.requirements) ?? "")?.[1];
  return {
    title: `JupyterLab ${version}`,
    isDone: () => done.isDone() && existsSync(paths.python),
    async work(step) {
      done.clear();
      requireSpace(paths.root, 500, { what: "JupyterLab" });
      await installLocked(
        paths,
        {
          name: "jupyter",
          requirements: paths.requirements,
          withoutNeeds: paths.widgetRequirements,
          kept,
        },
        step,
      );
      done.markDone();
    },
  };
}
