import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { requireSpace } from "./disk.mjs";
import { explain } from "./failure.mjs";
import { pip, pythonEnvironment } from "./pip.mjs";
import { run } from "./processes.mjs";
import { findPython } from "./python.mjs";
import { hashOf, readText, stamp, writeWhole } from "./stamps.mjs";

/** What a new environment takes over from the one before: downloads that do not depend on Python, and the reader's own. */
const kept = ["native", "jupyter", "stamps", "engine.json", "setup.log", "setup.lock"];

/**
 * `.venv` with the locked JupyterLab. Its scripts hold the checkout's path, so a moved checkout gets a new one.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./setUp.mjs").SetupStep}
 */
export function jupyterPackages(paths) {
  const inputs = hashOf({
    texts: [paths.root, process.platform, process.arch],
    files: [paths.requirements],
  });
  const done = stamp(paths.stamps, "jupyter", inputs);
  const unfinished = path.join(paths.stamps, "jupyter.unfinished");
  const requirements = readText(paths.requirements) ?? "";
  const version = /^jupyterlab==(\S+)/m.exec(requirements)?.[1];
  const total = requirements.match(/^[a-z0-9].*==/gm)?.length ?? 0;
  return {
    title: `JupyterLab ${version}`,
    isDone: () => done.isDone() && existsSync(paths.python),
    async work(step) {
      done.clear();
      requireSpace(paths.root, 500, { what: "JupyterLab" });
      // A pip that was cut short can leave half a package that it takes for a whole one.
      if (existsSync(unfinished) || !isUsable(paths)) await create(paths);
      writeWhole(unfinished, "");
      let collected = 0;
      const args = [
        "install",
        "--require-hashes",
        "--no-warn-script-location",
        "--progress-bar",
        "off",
      ];
      const { code, output } = await pip(paths, [...args, "-r", paths.requirements], (line) => {
        if (/^(Collecting|Requirement already satisfied)/.test(line)) {
          step.update(`${Math.min(++collected, total)} of ${total} packages`);
        } else if (line.includes("Retrying")) step.update("no answer, trying again");
        else if (line.startsWith("Installing collected")) step.update("unpacking");
      });
      if (code !== 0) throw explain("pip", output);
      rmSync(unfinished);
      done.markDone();
    },
  };
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

/** @param {import("./paths.mjs").Paths} paths */
async function create(paths) {
  const python = findPython();
  for (const name of readdirSync(paths.venv)) {
    if (!kept.includes(name)) rmSync(path.join(paths.venv, name), { recursive: true, force: true });
  }
  const { code, output } = await run(python.command, ["-m", "venv", paths.venv], {
    log: paths.log,
    env: pythonEnvironment(),
  });
  if (code !== 0) throw explain(`python -m venv (${python.command})`, output);
}
