/** npm run bench -- kernel: our kernel beside ipykernel, Deno's and stock tslab, in one run. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { machine } from "../common/machine";
import { findKernels } from "./kernels";
import { writeResults } from "./page";
import type { KernelResults } from "./measured";
import { plainTable } from "./table";

const root = resolve(__dirname, "../..");
const usage = `npm run bench -- kernel: our kernel beside ipykernel, Deno's and stock tslab.

  --json            prints the numbers as JSON (with \`npm run --silent bench -- kernel --json\`, nothing else)
  --rounds <n>      default: 5; the parts that take long are in the first 3 only
  --kernels <ids>   of ours, ipykernel, deno, tslab; default: all that are installed
  --write           writes the numbers to bench/kernel/results.json and the table to bench/kernel/README.md`;

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      json: { type: "boolean" },
      rounds: { type: "string" },
      kernels: { type: "string" },
      write: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (flags.help === true) {
    console.log(usage);
    return 0;
  }
  const rounds = Number(flags.rounds ?? 5);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`bench: --rounds must be a whole number from 1 up, got ${flags.rounds}.`);
  }
  const found = findKernels(root);
  const wanted = flags.kernels?.split(",");
  const unknown = wanted?.filter((id) => !found.kernels.some((kernel) => kernel.id === id)) ?? [];
  if (unknown.length > 0) {
    const known = found.kernels.map(({ id }) => id).join(", ");
    throw new RangeError(`bench: no kernel ${unknown.join(", ")} here. Those here: ${known}.`);
  }
  const kernels = found.kernels.filter(({ id }) => wanted?.includes(id) ?? true);
  const slowRounds = Math.min(rounds, 3);
  const measured = await measure({ kernels, rounds, slowRounds, folder: join(root, "notebooks") });
  const results: KernelResults = {
    machine: { ...machine(), python: measured.python },
    ...{ rounds, slowRounds, seconds: Math.round(measured.seconds) },
    kernels: kernels.map(({ id, label, version }) => ({ id, label, version })),
    leftOut: found.leftOut,
    values: measured.values,
    notes: measured.notes,
  };
  if (flags.write === true) await writeResults(results);
  if (flags.json === true) console.log(JSON.stringify(results));
  else {
    console.log(`\n${plainTable(results)}`);
    for (const { label, why } of results.leftOut) console.log(`\n${label} is left out: ${why}.`);
  }
  return 0;
}

type Measured = Pick<KernelResults, "seconds" | "values" | "notes"> & { python: string };

/** Runs bench.py in Jupyter's environment, with a home of its own, so that no history of the reader's grows. */
async function measure(job: object): Promise<Measured> {
  const { jupyterEnvironment, jupyterPython } =
    await import("../../scripts/setup/jupyterEnvironment.mjs");
  const home = mkdtempSync(join(tmpdir(), "vae-cookbook-bench-"));
  try {
    const child = spawn(jupyterPython, [join(__dirname, "bench.py")], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...jupyterEnvironment(),
        JUPYTER_DATA_DIR: home,
        JUPYTER_RUNTIME_DIR: home,
        IPYTHONDIR: home,
        PYTHONDONTWRITEBYTECODE: "1",
      },
    });
    let text = "";
    child.stdout.on("data", (part: Buffer) => (text += part.toString()));
    child.stdin.end(JSON.stringify(job));
    const status = await new Promise<number | null>((done, fail) => {
      child.on("error", fail);
      child.on("close", done);
    });
    if (status !== 0) throw new Error(`bench: bench.py ended with status ${status}.`);
    return JSON.parse(text) as Measured;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
