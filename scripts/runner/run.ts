import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { Notebook } from "./notebook";
import { parametersCell, readNotebook, sourceOf } from "./notebook";
import { setParameters } from "./parameters";
import type { ParameterValue } from "./parameters";

export interface RunOptions {
  /** Values of the parameters cell that differ from those written there. */
  values?: ReadonlyMap<string, ParameterValue>;
  /** Where the executed notebook goes, also a partly executed one. */
  output: string;
  /** Replace the notebook itself instead, if every cell passes. */
  inPlace?: boolean;
  /** environment variables that differ from this process's */
  environment?: Record<string, string>;
}

export interface RunResult {
  /** 0, or 1 when a cell failed. */
  status: number;
  notebook: Notebook;
}

/** Runs a notebook through Jupyter in the folder it lies in; progress and errors are printed. */
export async function runNotebook(path: string, options: RunOptions): Promise<RunResult> {
  const { jupyterEnvironment, jupyterPython } = await import("../setup/jupyterEnvironment.mjs");
  const kernelspec = resolve(__dirname, "../../.venv/share/jupyter/kernels/tslab/kernel.json");
  if (!existsSync(jupyterPython) || !existsSync(kernelspec)) {
    throw new Error(
      "execute: Jupyter or its TypeScript kernel is missing here. Run `npm run setup`.",
    );
  }
  const notebook = await readNotebook(path);
  const cell = parametersCell(notebook);
  if (cell) cell.source = setParameters(sourceOf(cell), options.values ?? new Map());
  // Now, and not when the work of minutes is done.
  await mkdir(dirname(resolve(options.output)), { recursive: true });
  const temporary = await mkdtemp(join(tmpdir(), "vae-cookbook-run-"));
  // Ctrl-C reaches Jupyter too; wait for it to end the kernel.
  const wait = () => undefined;
  process.on("SIGINT", wait);
  try {
    const source = join(temporary, basename(path));
    const result = join(temporary, "result.ipynb");
    await writeFile(source, JSON.stringify(notebook));
    const script = join(__dirname, "execute.py");
    const status = await exitCode(
      spawn(jupyterPython, [script, source, result, dirname(resolve(path))], {
        stdio: "inherit",
        env: { ...jupyterEnvironment(), ...options.environment },
      }),
    );
    if (!existsSync(result)) {
      throw new Error(
        status === 130 ? "Stopped." : `execute: Jupyter ended with status ${status}.`,
      );
    }
    const target = options.inPlace === true && status === 0 ? path : options.output;
    await replace(target, await readFile(result, "utf8"));
    return { status, notebook: await readNotebook(target) };
  } finally {
    process.off("SIGINT", wait);
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Writes a file in one step, so that it is never seen half written. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}

async function exitCode(child: ReturnType<typeof spawn>): Promise<number> {
  return await new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => {
      done(code ?? (signal === "SIGINT" ? 130 : 1));
    });
  });
}
