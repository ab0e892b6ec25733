import { spawnSync } from "node:child_process";
import { findProgram } from "./processes.mjs";

/**
 * The libraries of CUDA 12 run on this branch of NVIDIA's driver and newer ones.
 * @see https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html, table 1
 */
const oldestDriver = 525;

/** What TensorFlow takes of a GPU's memory before the first tensor, and a small model after it; megabytes. */
const leastMemory = 700;

const fields = "uuid,name,driver_version,memory.free";

/**
 * @typedef {object} Gpu
 * @property {string} id     what CUDA_VISIBLE_DEVICES takes
 * @property {string} name   such as "NVIDIA GeForce RTX 3060"
 * @property {string} driver the driver's version
 * @property {number} free   megabytes of its memory, NaN where it is not told
 */

/**
 * Why a GPU is not used, and what helps; both fragments.
 *
 * @typedef {{ reason: string, remedy: string }} GpuProblem
 */

/**
 * The GPU of this machine with the most free memory, as nvidia-smi tells of it; neither a GPU nor a problem where
 * there is no nvidia-smi, or none that knows of a GPU.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {number} [patience] milliseconds; a driver that is not loaded yet takes a second or two
 * @returns {{ gpu?: Gpu, problem?: GpuProblem }}
 */
export function findGpu(env = process.env, patience = 8000) {
  const program = findProgram("nvidia-smi", env.PATH);
  if (program === undefined) return {};
  const answer = spawnSync(program, [`--query-gpu=${fields}`, "--format=csv,noheader,nounits"], {
    encoding: "utf8",
    env,
    timeout: patience,
    killSignal: "SIGKILL",
  });
  if (answer.error !== undefined || answer.status !== 0) return { ...noAnswer(answer) };
  const [gpu] = answer.stdout
    .split("\n")
    .map((line) => line.split(",").map((part) => part.trim()))
    .filter((parts) => parts.length === 4)
    .map(([id = "", name = "", driver = "", free]) => ({ id, name, driver, free: Number(free) }))
    .sort((a, b) => (b.free || 0) - (a.free || 0));
  if (gpu === undefined) return {};
  return { gpu, ...obstacle(gpu, env) };
}

/**
 * @param {import("node:child_process").SpawnSyncReturns<string>} answer
 * @returns {{ problem?: GpuProblem }}
 */
function noAnswer({ error, stdout, stderr, status }) {
  const said = `${stdout ?? ""}${stderr ?? ""}`.trim();
  if (/No devices were found/i.test(said)) return {};
  if (error !== undefined && "code" in error && error.code === "ETIMEDOUT")
    return { problem: { reason: "nvidia-smi does not answer", remedy: restart } };
  if (/version mismatch/i.test(said)) {
    return {
      problem: {
        reason: "NVIDIA's driver and its libraries are of different versions, as after an update",
        remedy: restart,
      },
    };
  }
  const [line = error?.message ?? `it ended with ${status}`] = said.split("\n").filter(Boolean);
  return {
    problem: {
      reason: `nvidia-smi fails (${line.slice(0, 120)})`,
      remedy: "mend NVIDIA's driver, then `npm run setup`",
    },
  };
}

const restart = "restart the machine, then `npm run setup`";

/**
 * What is known beforehand to keep TensorFlow from a GPU.
 *
 * @param {Gpu} gpu
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ problem?: GpuProblem }}
 */
function obstacle(gpu, env) {
  if (isTooOld(gpu)) {
    return {
      problem: {
        reason: `its driver ${gpu.driver} is older than ${oldestDriver}, which CUDA 12 needs`,
        remedy: "install a newer driver, then `npm run setup`",
      },
    };
  }
  if (/^(-.*)?$/.test(env.CUDA_VISIBLE_DEVICES ?? "0")) {
    return {
      problem: {
        reason: "CUDA_VISIBLE_DEVICES hides it",
        remedy: "unset CUDA_VISIBLE_DEVICES, then `npm run setup`",
      },
    };
  }
  return {};
}

/**
 * A GPU whose driver cannot run CUDA 12.
 *
 * @param {Gpu} gpu
 */
export function isTooOld({ driver }) {
  return Number.parseInt(driver) < oldestDriver;
}

/**
 * A GPU that others have filled: with no memory for itself, TensorFlow ends the whole process.
 *
 * @param {Gpu} gpu
 * @returns {GpuProblem | undefined}
 */
export function isFull({ free }) {
  if (!(free < leastMemory)) return undefined;
  return {
    reason: `${free} MB of its memory are free, TensorFlow needs ${leastMemory}`,
    remedy: "end the programs that `nvidia-smi` lists",
  };
}

/** What TensorFlow prints when it leaves a GPU alone, the more telling signs first. */
const signs = [
  {
    sign: /OUT_OF_MEMORY|RESOURCE_EXHAUSTED/,
    reason: "its memory is full",
    remedy: "end the programs that `nvidia-smi` lists, then `npm run setup`",
  },
  {
    sign: /INSUFFICIENT_DRIVER|driver version is insufficient/i,
    reason: "its driver is older than CUDA 12 needs",
    remedy: "install a newer driver, then `npm run setup`",
  },
  {
    sign: /DRIVER_MISMATCH|COMPAT_NOT_SUPPORTED|does not match DSO version/,
    reason: "NVIDIA's driver and its libraries are of different versions, as after an update",
    remedy: restart,
  },
  {
    sign: /Failed to call cuInit.*\(303\)|cuInit: UNKNOWN ERROR \(303\)|Could not find cuda drivers/i,
    reason: "the driver's library libcuda.so.1 was not found",
    remedy:
      "install NVIDIA's driver, in a container start it with `--gpus all`, then `npm run setup`",
  },
  {
    sign: /CUDA_ERROR_NO_DEVICE/,
    reason: "the driver knows of no GPU",
    remedy: "look at what `nvidia-smi` says, and at CUDA_VISIBLE_DEVICES, then `npm run setup`",
  },
  {
    sign: /minimum required Cuda capability/i,
    reason: "it is older than those that TensorFlow has code for",
    remedy: "none is known",
  },
];

/**
 * Why TensorFlow does not use a GPU, from the log of a process that tried to.
 *
 * @param {{ output: readonly string[], signal?: NodeJS.Signals | null }} tried
 * @returns {GpuProblem}
 */
export function whyNotUsed({ output, signal }) {
  const text = output.join("\n");
  const known = signs.find(({ sign }) => sign.test(text));
  if (known) return { reason: known.reason, remedy: known.remedy };
  const missing = [...text.matchAll(/Could not load dynamic library '([^']+)'/g)].map(
    ([, name]) => name,
  );
  if (missing.length > 0 && /Cannot dlopen some GPU libraries/.test(text)) {
    return {
      reason: `of CUDA's libraries ${[...new Set(missing)].join(", ")} did not load`,
      remedy: "delete .venv/native, then `npm run setup -- --gpu`",
    };
  }
  const thrown = output.find((line) => line.includes("what():"))?.trim();
  const ended = signal ? `it was ended by ${signal}` : undefined;
  const said = thrown ?? ended ?? tellingLine(output) ?? "it does not say why";
  return {
    reason: `TensorFlow does not run on it: ${said}`,
    remedy: "see .venv/setup.log, then `npm run setup`",
  };
}

/**
 * The line in which a program says what went wrong, without the log's time and place.
 *
 * @param {readonly string[]} output
 */
export function tellingLine(output) {
  return output
    .find((line) => /^[EF]\d{4} |\berror\b/i.test(line) && !/^[IW]\d{4} /.test(line))
    ?.replace(/^[EF]\d{4} .*?\] /, "")
    .trim()
    .slice(0, 160);
}
