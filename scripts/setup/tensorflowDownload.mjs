import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { explain, SetupError } from "./failure.mjs";
import { pip } from "./pip.mjs";
import { megabytes } from "./progress.mjs";
import { builds, smaller } from "./tensorflowBuild.mjs";

/** The wheel's parts that the binding is compiled with and runs on; the rest, 460 MB, is for Python. */
export const headers = ["tensorflow/c", "tensorflow/core/platform", "tsl", "xla/tsl"];

/**
 * TensorFlow's two C++ libraries.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @returns {[string, string]}
 */
export function libraries(paths) {
  const ending = process.platform === "darwin" ? ".2.dylib" : ".so.2";
  const folder = path.join(paths.native, "tensorflow");
  return [
    path.join(folder, `libtensorflow_cc${ending}`),
    path.join(folder, `libtensorflow_framework${ending}`),
  ];
}

/**
 * Downloads TensorFlow and keeps what is needed of it. Until that is whole, the folder is the one from before.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {import("./tensorflowBuild.mjs").Build} build
 * @param {import("./stamps.mjs").Stamp} done says which build the folder holds, set here
 * @param {import("./progress.mjs").Step} step
 * @returns {Promise<boolean>} false where there is none for this system
 */
export async function download(paths, build, done, step) {
  const part = `${paths.native}.part`;
  rmSync(part, { recursive: true, force: true });
  const counted = counter();
  try {
    const { code, output } = await pip(
      paths,
      ["install", "--target", part, "--python-version", "3.12", "--only-binary=:all:", "--no-deps"]
        .concat(["--no-compile", "--require-hashes", "--progress-bar", "raw"])
        .concat(["-r", requirementsOf(paths, build)]),
      (line) => {
        const [, so, all] = /^Progress (\d+) of (\d+)$/.exec(line) ?? [];
        if (so === undefined) {
          if (line.includes("Retrying")) step.update("no answer, trying again");
          if (line.startsWith("Installing collected")) step.update("unpacking");
          return false;
        }
        step.update(
          `${megabytes(counted(Number(so), Number(all)))} of ${builds[build].download} MB`,
        );
        return true;
      },
    );
    const text = output.join("\n");
    if (/No matching distribution found/.test(text) && /from versions: (?!none)/.test(text))
      return false;
    if (code !== 0) {
      const problem = explain("pip", output);
      throw new SetupError(problem.message, `${problem.remedy} ${smaller(build)}`, {
        output: problem.output,
      });
    }
    const needed = keepNeeded(paths, part);
    if (needed === undefined) return false;
    done.clear();
    replaceFolder(needed, paths.native);
    done.markDone();
    return true;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/**
 * The lock file of a build.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {import("./tensorflowBuild.mjs").Build} build
 */
export function requirementsOf(paths, build) {
  return build === "gpu" ? paths.tensorflowGpuRequirements : paths.tensorflowRequirements;
}

/** pip counts each file from 0: adds up those that are whole. */
function counter() {
  let whole = 0;
  let last = { so: 0, all: 0 };
  return (/** @type {number} */ so, /** @type {number} */ all) => {
    if (so < last.so) whole += last.all;
    last = { so, all };
    return whole + so;
  };
}

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} part
 * @returns {string | undefined} the folder with it, undefined where the libraries are not there
 */
function keepNeeded(paths, part) {
  const whole = path.join(part, "tensorflow");
  const needed = path.join(part, "needed", "tensorflow");
  const names = libraries(paths).map((library) => path.basename(library));
  if (!names.every((name) => existsSync(path.join(whole, name)))) return undefined;
  mkdirSync(path.join(needed, "include"), { recursive: true });
  for (const name of names) {
    renameSync(path.join(whole, name), path.join(needed, name));
  }
  for (const folder of headers) {
    const from = path.join(whole, "include", folder);
    if (existsSync(from)) cpSync(from, path.join(needed, "include", folder), { recursive: true });
  }
  const notices = readdirSync(whole).filter((name) => /^(THIRD_PARTY|LICENSE)/.test(name));
  for (const name of notices) copyFileSync(path.join(whole, name), path.join(needed, name));
  keepCuda(part, path.dirname(needed));
  return path.dirname(needed);
}

/**
 * CUDA's libraries stay beside TensorFlow's, where its RUNPATH, $ORIGIN/../nvidia/…/lib, looks for them.
 *
 * @param {string} from what pip installed
 * @param {string} to
 */
function keepCuda(from, to) {
  // With the packages' own folders, which hold NVIDIA's licences.
  const names = readdirSync(from).filter((name) => name.startsWith("nvidia"));
  for (const name of names) renameSync(path.join(from, name), path.join(to, name));
  linkUnreached(path.join(to, "nvidia"));
}

/** CUDA's folders that the RUNPATH of libtensorflow_framework, which opens the libraries, leaves out. */
const unreached = ["cusolver", "curand", "nvjitlink", "cuda_nvrtc"];

/**
 * Without cuSOLVER, TensorFlow 2.21 uses no GPU at all, and it does not find it: links in a folder that it looks in.
 *
 * @param {string} nvidia
 */
export function linkUnreached(nvidia) {
  const reached = path.join(nvidia, "cuda_runtime", "lib");
  if (!existsSync(reached)) return;
  for (const folder of unreached) {
    const libraries = path.join(nvidia, folder, "lib");
    for (const name of existsSync(libraries) ? readdirSync(libraries) : []) {
      if (name.includes(".so."))
        symlinkSync(path.join("..", "..", folder, "lib", name), path.join(reached, name));
    }
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function replaceFolder(from, to) {
  // Renamed first: deleting gigabytes takes long enough to be interrupted.
  const old = `${to}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(to)) renameSync(to, old);
  renameSync(from, to);
  rmSync(old, { recursive: true, force: true });
}
