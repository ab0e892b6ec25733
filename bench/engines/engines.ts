import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineId, LeftOut } from "./measured";
import type { Mode } from "./trainee";
import type { TrajectoryName } from "./agreement";
import type { WorkerSpec } from "./workerProcess";

/** One that is measured, ours or a peer. */
export interface Engine extends EngineId {
  worker: WorkerSpec;
  /** what it is asked besides steps */
  trajectories: readonly TrajectoryName[];
  /** the loss of the test images */
  evaluates: boolean;
  /** images from the prior */
  samples: boolean;
  /** single products, for the profile */
  multiplies: boolean;
  /** the models that it is asked for; default all */
  models?: readonly string[];
}

interface Ours {
  id: string;
  label: string;
  backend: string;
  mode: Mode;
  models?: readonly string[];
}

const ours: readonly Ours[] = [
  { id: "fit", label: "TensorFlow, fit", backend: "tensorflow", mode: "fit" },
  { id: "captured", label: "TensorFlow, capture", backend: "tensorflow", mode: "captured" },
  { id: "eager", label: "TensorFlow, op by op", backend: "tensorflow", mode: "eager" },
  { id: "webgpu", label: "WebGPU, fit", backend: "webgpu", mode: "fit" },
  { id: "wasm", label: "WebAssembly, fit", backend: "wasm", mode: "fit" },
  // A second a step; the larger models would take the benchmark hours.
  { id: "cpu", label: "plain JavaScript, fit", backend: "cpu", mode: "fit", models: ["mlp-100"] },
];

interface Peer {
  id: string;
  label: string;
  /** its folder in .venv/bench */
  from: "pytorch" | "jax";
  /** a script of bench/peers and its flags */
  program: readonly [script: string, ...flags: string[]];
  models?: readonly string[];
}

const peers: readonly Peer[] = [
  { id: "pytorch", label: "PyTorch eager", from: "pytorch", program: ["torch_eager.py"] },
  {
    ...{ id: "pytorch-fused", label: "PyTorch eager, fused Adam" },
    ...{ from: "pytorch", program: ["torch_eager.py", "--fused"] },
  },
  { id: "compile", label: "torch.compile", from: "pytorch", program: ["torch_compile.py"] },
  { id: "jax", label: "JAX jit", from: "jax", program: ["jax_jit.py"] },
  {
    ...{ id: "scan", label: "JAX lax.scan", from: "jax", program: ["jax_jit.py", "--scan"] },
    // Inside a loop, XLA computes convolutions on one thread, several times slower than call by call.
    models: ["mlp-100", "mlp-1000"],
  },
];

export const engineIds: readonly string[] = [...ours, ...peers].map(({ id }) => id);

/**
 * Those that can be tried here, ours first. Whether an engine starts shows when it is asked.
 *
 * @param program our worker
 */
export function findEngines(
  root: string,
  program: string,
): { engines: Engine[]; leftOut: LeftOut[]; python: string } {
  const venv = join(root, ".venv");
  const python = join(venv, "bin", "python");
  const leftOut: LeftOut[] = [];
  const engines: Engine[] = ours.map(({ id, label, backend, mode, models }) => ({
    ...{ id, label, version: versionOfOurs(root, backend) },
    worker: {
      argv: [process.execPath, program, mode],
      env: { ...process.env, VAE_COOKBOOK_BACKEND: backend },
    },
    trajectories: mode === "fit" ? ["still"] : ["drawn", "still"],
    // Plain JavaScript would take half a minute.
    evaluates: mode === "fit" && backend !== "cpu",
    ...{ samples: mode === "fit", multiplies: mode === "fit" },
    ...(models && { models }),
  }));
  for (const { id, label, from, program: words, models } of peers) {
    const packages = join(venv, "bench", from);
    if (!existsSync(packages)) {
      leftOut.push({ label, models: [], why: "its package is not installed" });
      continue;
    }
    const [script, ...flags] = words;
    engines.push({
      ...{ id, label, version: versionOf(packages, from) },
      worker: {
        argv: [python, join(root, "bench", "peers", script), ...flags],
        env: {
          ...process.env,
          PYTHONPATH: packages,
          PYTHONDONTWRITEBYTECODE: "1",
          JAX_PLATFORMS: "cpu",
        },
        // What it compiled for an earlier start would make its first step look quick.
        ...(id === "compile" && { emptyFolder: "TORCHINDUCTOR_CACHE_DIR" }),
      },
      trajectories: ["drawn", "still"],
      ...{ evaluates: id !== "scan", samples: id !== "scan" },
      multiplies: id === "pytorch" || id === "jax",
      ...(models && { models }),
    });
  }
  return { engines, leftOut, python: versionOfPython(python) };
}

/** As the package's metadata has it. */
function versionOf(packages: string, peer: Peer["from"]): string {
  const [name, label] = peer === "jax" ? ["jax", "JAX"] : ["torch", "PyTorch"];
  const code = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))";
  try {
    const python = join(packages, "..", "..", "bin", "python");
    const env = { ...process.env, PYTHONPATH: packages };
    return `${label} ${execFileSync(python, ["-c", code, name], { encoding: "utf8", env }).trim()}`;
  } catch {
    return label;
  }
}

function versionOfPython(python: string): string {
  try {
    return execFileSync(python, ["-V"], { encoding: "utf8" }).replace("Python", "").trim();
  } catch {
    return "";
  }
}

/** Of TensorFlow, as the set-up left it, or of the package of TensorFlow.js. */
function versionOfOurs(root: string, backend: string): string {
  try {
    if (backend === "tensorflow") {
      const setup = JSON.parse(readFileSync(join(root, ".venv", "engine.json"), "utf8")) as {
        tensorflow?: { version?: string };
      };
      return `TensorFlow ${setup.tensorflow?.version ?? ""}`.trim();
    }
    const file = join(root, "node_modules", "@tensorflow", "tfjs", "package.json");
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
    return `TensorFlow.js ${version}`;
  } catch {
    return backend;
  }
}
