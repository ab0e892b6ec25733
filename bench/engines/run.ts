/** npm run bench: the tensor engines beside PyTorch and JAX, in one run. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { machine } from "../common/machine";
import { engineIds, findEngines } from "./engines";
import { exportImages, exportJob } from "./exportJob";
import { readFlags, usage, type Flags } from "./flags";
import { measure } from "./measure";
import type { EngineResults } from "./measured";
import { models } from "./models";
import { notes, writeResults } from "./page";
import { plainTables } from "./table";
import { workerProgram } from "./workerProgram";

const root = resolve(__dirname, "../..");

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2), engineIds);
  if (flags === "help") {
    console.log(usage(engineIds));
    return 0;
  }
  // Inside the checkout, so that the worker finds the library; not in /tmp, which can be small.
  const above = join(root, ".venv", "bench");
  mkdirSync(above, { recursive: true });
  const folder = mkdtempSync(join(above, "run-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // The workers get Ctrl-C too, and end when nothing asks them any more.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      remove();
      process.exit(130);
    });
  }
  try {
    const results = await resultsOf(flags, folder);
    if (flags.write) await writeResults(results);
    if (flags.json) console.log(JSON.stringify(results));
    else console.log(`\n${plainTables(results)}\n\n${notes(results)}`);
  } finally {
    remove();
  }
  return 0;
}

async function resultsOf(flags: Flags, folder: string): Promise<EngineResults> {
  const started = performance.now();
  const found = findEngines(root, workerProgram(folder));
  const engines = found.engines.filter(({ id }) => flags.engines?.includes(id) ?? true);
  const chosen = models.filter(({ id }) => flags.models.includes(id));
  const images = await exportImages(folder);
  const jobs: Record<string, string> = {};
  for (const model of chosen) jobs[model.id] = await exportJob(folder, model, images);
  const measured = await measure({
    ...{ engines, models: chosen, rounds: flags.rounds, quick: flags.quick, scratch: folder, jobs },
    report: (what) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      process.stderr.write(`${seconds.padStart(5)} s  ${what}\n`);
    },
  });
  return {
    machine: { ...machine(), python: found.python },
    ...{ rounds: flags.rounds, quick: flags.quick },
    seconds: Math.round((performance.now() - started) / 1000),
    engines: engines
      .filter(({ id }) => Object.values(measured.values).some((ofModel) => ofModel[id]))
      .map(({ id, label, version }) => ({ id, label, version })),
    models: flags.models.slice(),
    ...measured,
    leftOut: [...found.leftOut, ...measured.leftOut],
  };
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
