import { mkdirSync } from "node:fs";
import path from "node:path";
import { benchPeers } from "./benchPeers.mjs";
import { build } from "./build.mjs";
import { readEngine } from "./engine.mjs";
import { Interrupted, SetupError } from "./failure.mjs";
import { jupyterPackages } from "./jupyterPackages.mjs";
import { jupyterSettings } from "./jupyterSettings.mjs";
import { acquireLock } from "./lock.mjs";
import { npmPackages } from "./npmPackages.mjs";
import { here } from "./paths.mjs";
import { interrupt, throwIfInterrupted } from "./processes.mjs";
import { progress } from "./progress.mjs";
import { sweepPackages } from "./sweepPackages.mjs";
import { tensorflow } from "./tensorflow.mjs";
import { testClients } from "./testClients.mjs";
import { workshopPackages } from "./workshopPackages.mjs";

/**
 * @typedef {object} SetupStep
 * @property {string}        title
 * @property {() => boolean} isDone quick: reads stamps and small files
 * @property {() => string | undefined} [notice] what the reader should know before the work begins
 * @property {(step: import("./progress.mjs").Step) => Promise<string | void>} work returns a note for its line
 */

/**
 * Does what is missing of the set-up, in order. Each step shows its progress; a step that is done is not done again.
 *
 * @param {import("./tensorflow.mjs").TensorflowOptions & { paths?: import("./paths.mjs").Paths, clients?: boolean, bench?: string, workshop?: boolean, sweep?: boolean, out?: NodeJS.WriteStream }} [options]
 *   clients: also the clients that the tests need; bench: also what this benchmark compares with;
 *   workshop: also JupyterHub; sweep: also Snakemake; out: where progress goes
 * @returns {Promise<{ steps: number, engine: import("./engine.mjs").EngineState | undefined }>} steps: how many were done
 * @throws {SetupError}  says what happened and what to do
 * @throws {Interrupted}
 */
export async function setUp({
  paths = here,
  clients = false,
  bench,
  workshop = false,
  sweep = false,
  out = process.stdout,
  ...options
} = {}) {
  mkdirSync(paths.venv, { recursive: true });
  const steps = [
    npmPackages(paths),
    jupyterPackages(paths),
    ...tensorflow(paths, options),
    build(paths),
    jupyterSettings(paths),
    ...(clients ? [testClients(paths)] : []),
    ...(bench ? [benchPeers(paths, bench)] : []),
    ...(workshop ? [workshopPackages(paths)] : []),
    ...(sweep ? [sweepPackages(paths)] : []),
  ];
  const show = progress(steps.length, out);
  /** @type {(() => void) | undefined} */
  let release;
  let count = 0;
  const stopped = () => interrupt();
  for (const signal of signals) process.on(signal, stopped);
  try {
    for (const [index, step] of steps.entries()) {
      if (step.isDone()) continue;
      release ??= await acquireLock(paths.lock, (owner) => {
        out.write(
          `Another set-up (process ${owner}) is at work in this checkout: waiting for it.\n`,
        );
      }).catch((/** @type {unknown} */ error) => {
        throw systemError(error);
      });
      if (step.isDone()) continue;
      const notice = step.notice?.();
      if (notice) out.write(`${notice}\n`);
      const line = show.begin(index + 1, step.title);
      try {
        line.done((await step.work(line)) ?? undefined);
        count++;
      } catch (error) {
        line.fail(error instanceof Interrupted ? "stopped" : "failed");
        throw systemError(error);
      }
    }
    throwIfInterrupted();
  } finally {
    release?.();
    for (const signal of signals) process.off(signal, stopped);
  }
  return { steps: count, engine: readEngine(paths.engine) };
}

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/**
 * @param {unknown} error
 * @returns {unknown}
 */
function systemError(error) {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC")
    return new SetupError("The disk is full", "Free about 3 GB, then run the same command again.");
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new SetupError(
      `A file may not be written (${/** @type {Error} */ (error).message})`,
      "An earlier run with sudo may have left files that belong to root: give the checkout back to yourself.",
    );
  }
  return error;
}

/**
 * Prints a failed set-up for the reader and returns the exit code.
 *
 * @param {unknown} error
 * @param {import("./paths.mjs").Paths} [paths]
 */
export function report(error, paths = here) {
  if (error instanceof Interrupted) {
    console.error("Interrupted. What is done is kept: the same command goes on from there.");
    return 130;
  }
  if (!(error instanceof SetupError)) {
    console.error(error);
    console.error("\nThis is a fault of the set-up itself: please report it with the lines above.");
    return 1;
  }
  for (const line of error.output) console.error(`    ${line}`);
  console.error(`\n${error.message}.\n${error.remedy}`);
  if (error.output.length > 0)
    console.error(
      `The whole output is in ${path.relative(process.cwd(), error.log ?? paths.log)}.`,
    );
  return 1;
}
