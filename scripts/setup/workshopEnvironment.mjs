import path from "node:path";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { here } from "./paths.mjs";

/**
 * Where JupyterHub and its proxy lie.
 *
 * @param {import("./paths.mjs").Paths} paths
 */
export function workshopPaths(paths) {
  const venv = path.join(paths.venv, "workshop");
  const proxy = path.join(venv, "proxy");
  return {
    ...paths,
    venv,
    python: path.join(venv, path.relative(paths.venv, paths.python)),
    jupyterHome: path.join(venv, "jupyter"),
    requirements: path.join(paths.root, "workshop", "requirements.txt"),
    proxy,
    proxyProgram: path.join(
      ...[proxy, "node_modules", "configurable-http-proxy", "bin", "configurable-http-proxy"],
    ),
    proxyLock: path.join(paths.root, "workshop", "proxy"),
  };
}

/**
 * The environment for JupyterHub itself. What a participant's server gets is the configuration's matter.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {import("./paths.mjs").Paths} [paths]
 * @returns {NodeJS.ProcessEnv}
 */
export function workshopEnvironment(env = process.env, paths = here) {
  const workshop = workshopPaths(paths);
  return {
    ...jupyterEnvironment(env, workshop),
    // The proxy is told by its path, and run by the Node that runs us.
    WORKSHOP_NODE: process.execPath,
    WORKSHOP_PROXY: workshop.proxyProgram,
  };
}
