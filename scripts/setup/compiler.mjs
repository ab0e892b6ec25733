import { spawnSync } from "node:child_process";
import { findProgram } from "./processes.mjs";

/**
 * A C++ compiler: the one that CXX names, else the first of g++, clang++ and c++ on PATH.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findCompiler(env = process.env) {
  // Without its command line tools, macOS has a g++ that only asks to install them.
  if (process.platform === "darwin" && spawnSync("xcode-select", ["-p"]).status !== 0)
    return undefined;
  const names = env.CXX ? [env.CXX] : ["g++", "clang++", "c++"];
  return names.map((name) => findProgram(name, env.PATH)).find((file) => file !== undefined);
}

/** What to install to have one, as a fragment. */
export function compilerHint() {
  if (process.platform === "darwin") return "run `xcode-select --install`, then `npm start`";
  if (findProgram("apt-get")) return "`sudo apt install g++`, then `npm start`";
  if (findProgram("dnf")) return "`sudo dnf install gcc-c++`, then `npm start`";
  return "install g++ or clang++, then `npm start`";
}
