import path from "node:path";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { here } from "./paths.mjs";

/**
 * The environment for a client of `.venv/clients`: it finds our kernel and ipykernel, and nothing of the user's own.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {import("./paths.mjs").Paths} [paths]
 * @returns {NodeJS.ProcessEnv}
 */
export function clientsEnvironment(env = process.env, paths = here) {
  return {
    ...jupyterEnvironment(env, clientsPaths(paths)),
    JUPYTER_PATH: path.join(paths.venv, "share", "jupyter"),
  };
}

/**
 * Where that environment lies.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {import("./paths.mjs").Paths}
 */
export function clientsPaths(paths) {
  const venv = path.join(paths.venv, "clients");
  return {
    ...paths,
    venv,
    python: path.join(venv, path.relative(paths.venv, paths.python)),
    jupyterHome: path.join(venv, "jupyter"),
    requirements: path.join(paths.root, "scripts", "setup", "testClients.txt"),
  };
}

/** The Python of `.venv/clients`, to run a client with `-m`. */
export const clientsPython = clientsPaths(here).python;
