import { readText, writeWhole } from "./stamps.mjs";

/**
 * What the set-up found out about the native engine. lib reads `ready`, `version`, `reason` and `remedy`.
 *
 * @typedef {object} EngineState
 * @property {boolean} ready
 * @property {string}  version
 * @property {string}  [reason]  why not, as a fragment: "no C++ compiler"
 * @property {string}  [remedy]  what helps, as a fragment
 * @property {"light" | "compiler" | "platform" | "broken"} [obstacle]
 * @property {string}  [inputs]  the hash for which this holds
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
export function describeEngine({ ready, version, reason, remedy }) {
  if (ready) return `Engine: TensorFlow ${version}, native.`;
  return `Engine: WebAssembly. TensorFlow, several times faster, is not there: ${reason}.\n        What helps: ${remedy}.`;
}
