import { existsSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./lock.mjs";
import { readText, writeWhole } from "./stamps.mjs";

/**
 * Claims a sweep's folder. Snakemake locks it too, and a Snakemake that was killed leaves its lock behind: if its process
 * ran on this machine and is gone, the lock is taken away.
 *
 * @param {string} folder
 * @param {() => Promise<unknown>} unlock
 * @returns {Promise<{ setOwner: (pid: number) => void, release: () => void }>}
 */
export async function claimSweep(folder, unlock) {
  const file = path.join(folder, "sweep.pid");
  const [host, pid] = (readText(file) ?? "").trim().split(" ");
  const elsewhere = host !== "" && host !== hostname();
  // One that was just killed is there for a moment more.
  for (let tries = 0; tries < 20 && isRunning(Number(pid)); tries++) await sleep(100);
  // Then Snakemake says that the folder is locked, if what was asked needs the lock.
  if (elsewhere || isRunning(Number(pid)))
    return { setOwner: () => undefined, release: () => undefined };
  if (host !== "" && isLocked(folder)) {
    console.error("The sweep before this one was killed: it goes on where it stopped.");
    await unlock();
  }
  const setOwner = (/** @type {number} */ pid) => writeWhole(file, `${hostname()} ${pid}\n`);
  setOwner(process.pid);
  return { setOwner, release: () => rmSync(file, { force: true }) };
}

/** @param {string} folder */
function isLocked(folder) {
  const locks = path.join(folder, ".snakemake", "locks");
  return existsSync(locks) && readdirSync(locks).length > 0;
}
