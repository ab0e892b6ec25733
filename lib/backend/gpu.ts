import { spawnSync } from "node:child_process";

/** What the set-up noted of a GPU. */
export interface GpuSetup {
  readonly used: boolean;
  readonly name?: string;
  /** why it is not used, as a fragment */
  readonly reason?: string;
  /** TensorFlow fails on it, so it must not see it */
  readonly hide?: boolean;
}

/** Which GPU TensorFlow gets, or why it gets none. */
export interface GpuChoice {
  readonly name?: string;
  readonly reason?: string;
}

/** What TensorFlow takes of a GPU's memory before the first tensor, and a small model after it; megabytes. */
const leastMemory = 700;

/**
 * Chooses a GPU for TensorFlow's build for NVIDIA's GPUs, before it is loaded: the one with the most free memory, and
 * none where the set-up found that it fails, or where others have filled it, which ends the process.
 *
 * `CUDA_VISIBLE_DEVICES`, where it is set, is the reader's choice.
 */
export function chooseGpu(setup: GpuSetup | undefined): GpuChoice {
  // The kernels of several notebooks share a GPU: each takes what it needs, not all there is.
  process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
  // Where there is no driver TensorFlow prints an error; the summary says it.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  if (setup?.hide === true) return hidden(setup.name, setup.reason);
  const gpu = freest();
  // Without nvidia-smi, TensorFlow sees for itself.
  if (gpu === undefined) return reasonOf(setup?.name, setup?.reason);
  if (gpu.free < leastMemory) {
    const reason = `${gpu.free} MB of its memory are free, TensorFlow needs ${leastMemory}`;
    return hidden(gpu.name, reason);
  }
  process.env["CUDA_VISIBLE_DEVICES"] ??= gpu.id;
  return reasonOf(gpu.name, setup?.reason);
}

/** "on NVIDIA …", or on the processor and why. */
export function describeGpu(isUsed: boolean, { name = "a GPU", reason }: GpuChoice): string {
  if (isUsed) return ` on ${name}`;
  return ` on the processor, not on ${name} (${reason ?? "TensorFlow does not take it; `npm run setup` says why"})`;
}

function hidden(name: string | undefined, reason: string | undefined): GpuChoice {
  process.env["CUDA_VISIBLE_DEVICES"] = "-1";
  return reasonOf(name, reason);
}

function reasonOf(name: string | undefined, reason: string | undefined): GpuChoice {
  return { ...(name !== undefined && { name }), ...(reason !== undefined && { reason }) };
}

/** The GPU with the most free memory, if nvidia-smi answers. */
function freest(): { id: string; name: string; free: number } | undefined {
  const query = ["--query-gpu=uuid,name,memory.free", "--format=csv,noheader,nounits"];
  const { stdout, status } = spawnSync("nvidia-smi", query, { encoding: "utf8", timeout: 5000 });
  if (status !== 0) return undefined;
  return stdout
    .split("\n")
    .map((line) => line.split(",").map((part) => part.trim()))
    .filter((parts) => parts.length === 3)
    .map(([id = "", name = "", free]) => ({ id, name, free: Number(free) }))
    .sort((a, b) => (b.free || 0) - (a.free || 0))[0];
}
