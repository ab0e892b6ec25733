import path from "node:path";
import { here } from "./paths.mjs";
import { pythonEnvironment } from "./pip.mjs";

/**
 * The environment for every process of Jupyter's that we start, so that none of them reads or writes the reader's
 * own Jupyter: settings, kernels, history and keys lie in `.venv/jupyter`.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {import("./paths.mjs").Paths} [paths]
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnvironment(env = process.env, paths = here) {
  /** @type {NodeJS.ProcessEnv} */
  const own = {
    ...pythonEnvironment(env),
    VIRTUAL_ENV: paths.venv,
    PATH: [path.dirname(paths.python), env.PATH ?? ""].join(path.delimiter),
    JUPYTER_CONFIG_DIR: path.join(paths.jupyterHome, "config"),
    JUPYTER_DATA_DIR: path.join(paths.jupyterHome, "data"),
    JUPYTER_RUNTIME_DIR: path.join(paths.jupyterHome, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: path.join(paths.jupyterHome, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: path.join(paths.jupyterHome, "workspaces"),
    IPYTHONDIR: path.join(paths.jupyterHome, "ipython"),
    JUPYTER_PREFER_ENV_PATH: "1",
  };
  for (const name of ["JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN", "JUPYTERLAB_DIR"])
    delete own[name];
  return own;
}

/** The environment's Python, to run Jupyter's programs with `-m`. */
export const jupyterPython = here.python;
