import { statfsSync } from "node:fs";
import { SetupError } from "./failure.mjs";

/**
 * Refuses to begin what the disk has no room for.
 *
 * @param {string} folder
 * @param {number} needed megabytes
 * @param {{ what: string, instead?: string, free?: number }} options free: megabytes, measured where it is not given
 */
export function requireSpace(folder, needed, { what, instead = "", free = freeMegabytes(folder) }) {
  if (free >= needed) return;
  throw new SetupError(
    `The disk has ${Math.floor(free)} MB free, ${what} needs ${needed} MB while it is installed`,
    `Free some space and run the same command again.${instead && ` ${instead}`}`,
  );
}

/** @param {string} folder */
export function freeMegabytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return (bavail * bsize) / 1e6;
}
