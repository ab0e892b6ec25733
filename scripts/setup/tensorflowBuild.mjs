import { freeMegabytes } from "./disk.mjs";
import { SetupError } from "./failure.mjs";
import { findGpu, isTooOld } from "./gpu.mjs";

/** Where TensorFlow's makers offer the C++ libraries, and where those for NVIDIA's GPUs. */
export const platforms = ["linux-x64", "linux-arm64", "darwin-arm64"];
const gpuPlatforms = ["linux-x64"];

/**
 * TensorFlow for the processor alone, or also for NVIDIA's GPUs. Sizes in megabytes of Linux x86_64, measured when
 * the lock files were made: what is downloaded, what stays, and what must be free while it is installed.
 */
export const builds = {
  cpu: { download: 274, onDisk: 821, space: 2000 },
  gpu: { download: 3370, onDisk: 5600, space: 14_000 },
};

/**
 * @typedef {keyof typeof builds} Build
 *
 * @typedef {object} Choice
 * @property {Build} build
 * @property {import("./gpu.mjs").Gpu} [gpu]            the one that was found
 * @property {import("./gpu.mjs").GpuProblem} [problem] why it is not used
 * @property {boolean} [kept]                           an earlier set-up's choice, nothing was looked up
 */

/**
 * Chooses the build: what a flag says; else, where it is to be kept, what the last set-up chose; else the GPU's where
 * there is a GPU that it runs on and room for it.
 *
 * @param {object} options
 * @param {string} options.platform such as "linux-x64"
 * @param {string} options.root     where it is installed
 * @param {boolean} [options.wanted]   true is --gpu, false --no-gpu
 * @param {boolean} [options.keep]   the reader did not ask for a choice
 * @param {import("./engine.mjs").EngineState} [options.before]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {number} [options.free] megabytes on the disk, measured where it is not given
 * @returns {Choice}
 * @throws {SetupError} --gpu where no such build is made
 */
export function chooseBuild({ platform, root, wanted, keep = false, before, env, free }) {
  const offered = gpuPlatforms.includes(platform);
  if (wanted === true && !offered) {
    throw new SetupError(
      `--gpu needs Linux on x86_64, where TensorFlow is made for NVIDIA's GPUs; this is ${platform}`,
      "Leave --gpu out: TensorFlow then runs on the processor.",
    );
  }
  if (wanted === false || !offered) return { build: "cpu" };
  if (keep && before?.build) return { build: before.build, kept: true };
  const found = findGpu(env);
  // Without nvidia-smi, as while a container is being built, the flag is believed.
  if (wanted === true) return { build: found.gpu && isTooOld(found.gpu) ? "cpu" : "gpu", ...found };
  if (found.gpu === undefined || found.problem !== undefined) return { build: "cpu", ...found };
  const room = before?.build === "gpu" ? Infinity : (free ?? freeMegabytes(root));
  if (room < builds.gpu.space) {
    return {
      build: "cpu",
      gpu: found.gpu,
      problem: {
        reason: `the disk has ${Math.floor(room)} MB free, TensorFlow for it needs ${builds.gpu.space} while it is installed`,
        remedy: "free some space, then `npm run setup`",
      },
    };
  }
  return { build: "gpu", gpu: found.gpu };
}

/**
 * What to do where the disk or the network does not allow this build.
 *
 * @param {Build} build
 */
export function smaller(build) {
  const light = "`npm start -- --light` does without TensorFlow.";
  if (build === "cpu") return `Or: ${light}`;
  return `Or: \`npm start -- --no-gpu\` downloads ${builds.cpu.download} MB, for the processor alone; ${light}`;
}

/**
 * Tells the reader of the choice before its download begins.
 *
 * @param {Choice} choice
 * @returns {string | undefined}
 */
export function announce({ build, gpu, problem, kept }) {
  const gigabytes = (/** @type {number} */ size) => `${(size / 1000).toFixed(1)} GB`;
  if (build === "gpu") {
    const found = gpu
      ? `${gpu.name}, driver ${gpu.driver}`
      : kept
        ? "as in the last set-up"
        : "none was found, --gpu asks for it";
    return (
      `GPU: ${found}. TensorFlow for it is a download of ${gigabytes(builds.gpu.download)}, ` +
      `${gigabytes(builds.gpu.onDisk)} on disk.\n     With --no-gpu it is ${builds.cpu.download} MB, for the processor alone.`
    );
  }
  if (problem) return `${gpu?.name ?? "GPU"}: not used, since ${problem.reason}.`;
  return undefined;
}
