import { readText, writeWhole } from "./stamps.mjs";

/**
 * What the set-up found out about the native engine. lib reads it.
 *
 * @typedef {object} EngineState
 * @property {boolean} ready
 * @property {string}  version
 * @property {string}  [reason]  why not, as a fragment: "no C++ compiler"
 * @property {string}  [remedy]  what helps, as a fragment
 * @property {"light" | "compiler" | "platform" | "broken"} [obstacle]
 * @property {string}  [inputs]  the hash for which this holds
 * @property {import("./tensorflowBuild.mjs").Build} [build] the processor's TensorFlow or that for NVIDIA's GPUs
 * @property {GpuState} [gpu]    what came of the GPU, if there is something to say
 *
 * @typedef {object} GpuState
 * @property {boolean} used
 * @property {string}  [name]   as nvidia-smi says it, where it said it
 * @property {string}  [driver] its version
 * @property {string}  [reason] why it is not used, as a fragment
 * @property {string}  [remedy] what helps, as a fragment
 * @property {boolean} [hide]   TensorFlow fails on it, so it must not see it
 *
 * @param {string} file
 * @returns {EngineState | undefined}
 */
export function readEngine(file) {
  try {
    return JSON.parse(readText(file) ?? "{}").tensorflow;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {EngineState} state
 */
export function writeEngine(file, state) {
  const text = `${JSON.stringify({ tensorflow: state }, null, 2)}\n`;
  if (readText(file) !== text) writeWhole(file, text);
}

/**
 * The engine in one line, for the terminal.
 *
 * @param {EngineState} state
 */
export function describeEngine({ ready, version, reason, remedy, gpu }) {
  if (ready && gpu?.used === false) {
    const name = gpu.name ?? "a GPU";
    const helps = gpu.remedy && `\n        What helps: ${gpu.remedy}.`;
    return `Engine: TensorFlow ${version}, native, on the processor, not on ${name}: ${gpu.reason}.${helps}`;
  }
  if (ready)
    return `Engine: TensorFlow ${version}, native${gpu ? `, on ${gpu.name ?? "a GPU"}` : ""}.`;
  return `Engine: WebAssembly. TensorFlow, several times faster, is not there: ${reason}.\n        What helps: ${remedy}.`;
}
