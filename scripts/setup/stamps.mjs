import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A stamp says that a step is done, and for which inputs. It is written after the step has succeeded, so a step that
 * was cut short is done again.
 *
 * @typedef {object} Stamp
 * @property {() => boolean} isDone   done, and for just these inputs
 * @property {() => void}    markDone
 * @property {() => void}    clear    before the step begins
 *
 * @param {string} folder where stamps lie
 * @param {string} name   of the step
 * @param {string} inputs a hash of all that the step depends on
 * @returns {Stamp}
 */
export function stamp(folder, name, inputs) {
  const file = path.join(folder, name);
  return {
    isDone: () => readText(file) === inputs,
    markDone: () => writeWhole(file, inputs),
    clear: () => rmSync(file, { force: true }),
  };
}

/**
 * A hash of texts and of the contents of files and folders.
 *
 * @param {{ texts?: readonly string[], files?: readonly string[] }} inputs
 */
export function hashOf({ texts = [], files = [] }) {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text).update("\0");
  for (const file of files) {
    hash.update(path.basename(file)).update("\0");
    hash.update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/**
 * The files below a folder whose names end in `ending`, in a fixed order.
 *
 * @param {string} folder
 * @param {string} ending
 * @param {readonly string[]} [leaveOut] folder names
 * @returns {string[]}
 */
export function filesBelow(folder, ending, leaveOut = []) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const whole = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        return leaveOut.includes(entry.name) ? [] : filesBelow(whole, ending, leaveOut);
      }
      return entry.name.endsWith(ending) ? [whole] : [];
    });
}

/**
 * Writes a file so that it is there as a whole or not at all.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, file);
}

/**
 * @param {string} file
 * @returns {string | undefined} undefined where there is no such file
 */
export function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
