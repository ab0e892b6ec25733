import { spawn } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { SetupError } from "./failure.mjs";
import { here } from "./paths.mjs";
import { pythonEnvironment } from "./pip.mjs";
import { report, setUp } from "./setUp.mjs";
import { claimSweep } from "./sweepLock.mjs";
import { sweepPaths } from "./sweepPackages.mjs";

/** @param {readonly string[]} words Snakemake's flags */
export async function main(words) {
  try {
    // npm has a flag of this name: without the lone "--" it keeps it, and all would be trained.
    if (
      process.env.npm_config_dry_run === "true" &&
      !words.some((word) => /^(-n|--dry-?run)$/.test(word))
    ) {
      throw new SetupError("npm kept --dry-run for itself", "Write `npm run sweep -- --dry-run`.");
    }
    await setUp({ sweep: true, out: process.stderr });
    process.exitCode = await sweep(words);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/**
 * Snakemake on sweep/Snakefile in the folder that --directory names, with the profile for this machine if no other is
 * named. A folder whose sweep was killed is taken over.
 *
 * @param {readonly string[]} words
 * @returns {Promise<number>} the exit code
 */
export async function sweep(words) {
  const part = path.join(here.root, "sweep");
  const folder = path.resolve(valueOf(words, "--directory", "-d") ?? path.join(part, "results"));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new SetupError(`--directory ${folder} is a file`, "Name a folder; it may be a new one.");
  }
  mkdirSync(folder, { recursive: true });
  const profile = valueOf(words, "--profile") ?? valueOf(words, "--workflow-profile");
  const own = [
    ...["--snakefile", path.join(part, "Snakefile"), "--directory", folder],
    ...(profile === undefined ? ["--workflow-profile", path.join(part, "profiles", "local")] : []),
  ];
  const claim = await claimSweep(folder, () => snakemake([...own, "--unlock", "--quiet"]));
  // Ctrl-C reaches Snakemake and its jobs too; they end and keep their checkpoints.
  process.on("SIGINT", () => undefined);
  try {
    return await snakemake([...own, ...words], claim.setOwner);
  } finally {
    claim.release();
  }
}

/**
 * @param {readonly string[]} args
 * @param {(pid: number) => void} [onStart]
 * @returns {Promise<number>} the exit code
 */
function snakemake(args, onStart) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = pythonEnvironment();
  const node = path.dirname(process.execPath);
  return new Promise((resolve, reject) => {
    const child = spawn(sweepPaths(here).python, ["-m", "snakemake", ...args], {
      cwd: here.root,
      stdio: "inherit",
      env: { ...environment, PATH: [node, environment.PATH ?? ""].join(path.delimiter) },
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 130));
  });
}

/**
 * @param {readonly string[]} words
 * @param {...string} names of the flag
 * @returns {string | undefined}
 */
function valueOf(words, ...names) {
  for (const [index, word] of words.entries()) {
    if (names.includes(word)) return words[index + 1];
    const name = names.find((one) => word.startsWith(`${one}=`));
    if (name !== undefined) return word.slice(name.length + 1);
  }
  return undefined;
}
