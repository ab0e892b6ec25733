import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

export const root = join(__dirname, "..", "..", "..");

/** The set-up is plain JavaScript, since it runs before anything is installed: a test states the types it uses. */
export async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(root, "scripts", "setup", name)).href)) as T;
}

/** Runs a test in a folder of its own. */
export async function inFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vae-cookbook-"));
  try {
    await test(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface SetupFailure extends Error {
  remedy: string;
  output: string[];
}

/** Which of these processes still run; one that has just ended may wait a moment to be cleared away. */
export async function leftOf(pids: number[]): Promise<number[]> {
  const { isRunning } = await load<{ isRunning: (pid: number) => boolean }>("lock.mjs");
  const runs = (pid: number): boolean => isRunning(pid) && !isZombie(pid);
  for (let tries = 0; tries < 200 && pids.some(runs); tries++) await sleep(50);
  return pids.filter(runs);
}

/** It has ended, and nobody has asked how: under an init that does not, it stays so. Only Linux tells. */
function isZombie(pid: number): boolean {
  try {
    // The state follows the name, which may hold brackets of its own.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
