import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Where things lie in a checkout. Everything the set-up makes is in node_modules, .venv and the two dist folders.
 *
 * @typedef {ReturnType<typeof pathsOf>} Paths
 * @param {string} root the checkout
 */
export function pathsOf(root) {
  const venv = path.join(root, ".venv");
  const scripts = path.join(root, "scripts", "setup");
  const windows = process.platform === "win32";
  const binding = path.join(root, "node_modules", "@tensorflow", "tfjs-node-gpu");
  return {
    root,
    venv,
    python: windows ? path.join(venv, "Scripts", "python.exe") : path.join(venv, "bin", "python"),
    nodeModules: path.join(root, "node_modules"),
    /** what is done, one file a step */
    stamps: path.join(venv, "stamps"),
    log: path.join(venv, "setup.log"),
    lock: path.join(venv, "setup.lock"),
    /** what lib reads to say why there is no better engine */
    engine: path.join(venv, "engine.json"),
    /** TensorFlow's C++ libraries and the headers that the binding needs */
    native: path.join(venv, "native"),
    /** what Jupyter would write to the home folder */
    jupyterHome: path.join(venv, "jupyter"),
    jupyterLog: path.join(venv, "jupyter.log"),
    binding,
    bindingSource: path.join(root, "lib", "backend", "native", "binding.cc"),
    bindingFile: path.join(binding, "lib", "napi-v8", "tfjs_binding.node"),
    /** C++, as the flags are */
    quietSource: path.join(root, "lib", "backend", "native", "quiet.cc"),
    quietFile: path.join(binding, "lib", "napi-v8", "quiet.node"),
    launcher: path.join(scripts, "startJupyterlab.py"),
    requirements: path.join(scripts, "requirements.txt"),
    widgetRequirements: path.join(scripts, "widgets.txt"),
    tensorflowRequirements: path.join(scripts, "tensorflow.txt"),
    tensorflowGpuRequirements: path.join(scripts, "tensorflow-gpu.txt"),
    verifyBinding: path.join(scripts, "verifyBinding.cjs"),
    startPage: path.join(root, "notebooks", "00-start-here.ipynb"),
  };
}

/** The checkout that this file belongs to. */
export const here = pathsOf(path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", ".."));
