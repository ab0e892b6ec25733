import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { run } from "./processes.mjs";

/** Settings of the user's that would lead pip or Python out of our environment. */
const leadingElsewhere = [
  "PYTHONHOME",
  "PYTHONPATH",
  "PIP_USER",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_PYTHON",
];

/**
 * pip of the environment. What it unpacks lies beside the environment while it works, since /tmp can be small.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {readonly string[]} args
 * @param {(line: string) => boolean | void} [onLine]
 */
export async function pip(paths, args, onLine) {
  const temporary = path.join(paths.venv, "tmp");
  mkdirSync(temporary, { recursive: true });
  try {
    return await run(
      paths.python,
      ["-m", "pip", "--no-input", "--disable-pip-version-check", ...args],
      {
        cwd: paths.root,
        log: paths.log,
        env: { ...pythonEnvironment(), TMPDIR: temporary, PYTHONUNBUFFERED: "1" },
        ...(onLine && { onLine }),
      },
    );
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * The environment for our Python, free of what leads elsewhere.
 *
 * @param {NodeJS.ProcessEnv} [env]
 */
export function pythonEnvironment(env = process.env) {
  const own = { ...env, PYTHONNOUSERSITE: "1" };
  for (const name of leadingElsewhere) delete (/** @type {NodeJS.ProcessEnv} */ (own)[name]);
  return own;
}
