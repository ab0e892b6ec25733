import { rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { throwIfInterrupted } from "./processes.mjs";
import { readText } from "./stamps.mjs";

/**
 * One set-up at a time in a checkout. Waits for another one to end.
 *
 * @param {string} file
 * @param {(owner: number) => void} onWait called once if it has to wait
 * @returns {Promise<() => void>} gives the lock back
 */
export async function acquireLock(file, onWait) {
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      const release = () => rmSync(file, { force: true });
      process.once("exit", release);
      return () => {
        process.off("exit", release);
        release();
      };
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") {
        // A full disk leaves an empty file behind.
        rmSync(file, { force: true });
        throw error;
      }
    }
    throwIfInterrupted();
    const text = readText(file);
    const owner = Number(text ?? 0);
    if (isRunning(owner) && !waited) onWait(owner);
    await sleep(300);
    // Its owner was killed, before or after it wrote its number.
    if (!isRunning(owner) && readText(file) === text) rmSync(file, { force: true });
  }
}

/** @param {number} pid */
export function isRunning(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
