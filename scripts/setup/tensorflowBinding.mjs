import { mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { isFull, tellingLine, whyNotUsed } from "./gpu.mjs";
import { run } from "./processes.mjs";
import { libraries } from "./tensorflowDownload.mjs";

export const flags = ["-std=c++17", "-O2", "-shared", "-fPIC", "-DNAPI_VERSION=8"];

/**
 * Compiles the binding with lib's additions to it, and what keeps TensorFlow's libraries quiet while they load.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} compiler
 * @returns {Promise<string | undefined>} what went wrong, as a fragment
 */
export async function compile(paths, compiler) {
  const mac = process.platform === "darwin";
  const folder = path.dirname(paths.bindingFile);
  // Relative, so that the checkout can be moved.
  const toLibraries = path.relative(folder, path.join(paths.native, "tensorflow"));
  mkdirSync(folder, { recursive: true });
  const shared = [
    ...flags,
    ...(mac ? ["-undefined", "dynamic_lookup"] : []),
    `-I${path.join(paths.nodeModules, "node-api-headers", "include")}`,
  ];
  return (
    (await compileTo(paths.quietFile, paths, compiler, [...shared, paths.quietSource])) ??
    (await compileTo(paths.bindingFile, paths, compiler, [
      ...shared,
      `-I${path.join(paths.native, "tensorflow", "include")}`,
      `-I${paths.binding}`,
      path.join(paths.binding, "binding", "tfjs_backend.cc"),
      paths.bindingSource,
      ...libraries(paths),
      `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/${toLibraries}`,
    ]))
  );
}

/**
 * @param {string} file
 * @param {import("./paths.mjs").Paths} paths
 * @param {string} compiler
 * @param {readonly string[]} args
 */
async function compileTo(file, paths, compiler, args) {
  const part = `${file}.part`;
  const built = await run(compiler, [...args, "-o", part], {
    log: paths.log,
    cwd: paths.root,
  }).catch((/** @type {unknown} */ error) => {
    if (error instanceof Error && "syscall" in error)
      return { code: 1, signal: null, output: [error.message] };
    throw error;
  });
  if (built.code !== 0) {
    rmSync(part, { force: true });
    const error =
      built.output.find((line) => /error/i.test(line)) ??
      built.output.at(-1) ??
      `${compiler} said nothing`;
    return `the binding does not compile: ${error.trim().slice(0, 160)}`;
  }
  renameSync(part, file);
  return undefined;
}

/**
 * Calculates a little with the binding, in a process of its own, since a binding that does not run can end it.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {import("./tensorflowBuild.mjs").Choice} choice
 * @returns {Promise<{ broken?: string, gpu?: import("./engine.mjs").GpuState }>}
 *   broken: why it does not run at all, as a fragment; gpu: what came of the GPU
 */
export async function verify(paths, choice) {
  const { build, gpu } = choice;
  const problem = build === "gpu" && gpu ? (isFull(gpu) ?? choice.problem) : choice.problem;
  if (build === "gpu" && !(gpu && isFull(gpu))) {
    const tried = await tryBinding(paths, {
      // The one that was found, whatever order CUDA has them in.
      ...(gpu && { CUDA_VISIBLE_DEVICES: process.env.CUDA_VISIBLE_DEVICES ?? gpu.id }),
      TF_FORCE_GPU_ALLOW_GROWTH: "true",
      // The log says why a GPU is left alone, this part of it also which library is missing.
      TF_CPP_MIN_LOG_LEVEL: "0",
      TF_CPP_VMODULE: "dso_loader=1",
    });
    if (tried.output.includes("runs on the GPU")) return { gpu: { ...about(gpu), used: true } };
    const why = { ...about(gpu), used: false, ...(problem ?? whyNotUsed(tried)) };
    if (tried.code === 0) return { gpu: why };
    const broken = whyBroken(await tryBinding(paths, hidden));
    return broken ? { broken } : { gpu: { ...why, hide: true } };
  }
  const broken = whyBroken(await tryBinding(paths, hidden));
  if (broken) return { broken };
  return problem ? { gpu: { ...about(gpu), used: false, ...problem } } : {};
}

/**
 * What is noted of a GPU that is known beforehand not to be used.
 *
 * @param {import("./tensorflowBuild.mjs").Choice} choice
 * @returns {import("./engine.mjs").GpuState | undefined}
 */
export function unused({ gpu, problem }) {
  return problem && { ...about(gpu), used: false, ...problem };
}

/** @param {import("./gpu.mjs").Gpu | undefined} gpu */
function about(gpu) {
  return gpu && { name: gpu.name, driver: gpu.driver };
}

const hidden = { CUDA_VISIBLE_DEVICES: "-1", TF_CPP_MIN_LOG_LEVEL: "2" };

/**
 * @param {import("./paths.mjs").Paths} paths
 * @param {NodeJS.ProcessEnv} settings
 */
function tryBinding(paths, settings) {
  return run(process.execPath, [paths.verifyBinding], {
    log: paths.log,
    cwd: paths.root,
    env: { ...process.env, ...settings },
  });
}

/**
 * @param {Awaited<ReturnType<typeof run>>} tried
 * @returns {string | undefined}
 */
function whyBroken({ code, signal, output }) {
  if (code === 0) return undefined;
  if (signal === "SIGILL") return "this processor lacks instructions (AVX) that TensorFlow uses";
  const error = tellingLine(output) ?? (signal ? undefined : output.at(-1));
  return `TensorFlow does not run here (${error ?? `ended by ${signal ?? code}`})`;
}
