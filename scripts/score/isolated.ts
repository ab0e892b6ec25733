import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { cacheFolder } from "../../lib/backend/cacheFolder";
import { IDX_FILES } from "../../lib/data/idxDataset";
import type { Notebook } from "../runner/notebook";
import { readNotebook, sourceOf } from "../runner/notebook";

export interface Limits {
  /** Wall clock of the whole notebook, the start of its kernel included. */
  seconds: number;
  /** Of the kernel and all programs that it starts, together. */
  megabytes: number;
}

/** How a run ended: by itself, by a limit, or by a death. */
export const endings = ["finished", "time", "memory", "processes", "died", "not started"] as const;
export type Ending = (typeof endings)[number];

export interface Run {
  ended: Ending;
  seconds: number;
  /** The most memory in use at one time. */
  megabytes: number;
  /** With the outputs as far as it went; none if even the program that watches it was ended. */
  notebook?: Notebook;
}

/** Seconds beyond the limit after which the program that watches the kernel is ended too. */
const grace = 30;

/**
 * Runs a notebook in a kernel of its own, within limits, in a folder of its own that is deleted afterwards, together
 * with its cache, home and temporary files. It sees none of this process's environment but what programs need.
 *
 * @param files  a folder whose files, other than notebooks, lie beside it
 * @param signal ends it; then the promise fails
 */
export async function runIsolated(
  notebook: Notebook,
  limits: Limits,
  options: { files?: string; signal?: AbortSignal } = {},
): Promise<Run> {
  const root = await mkdtemp(join(tmpdir(), "vae-cookbook-score-"));
  const at = (...names: string[]) => join(root, ...names);
  const started = performance.now();
  try {
    for (const name of ["work", "home", "cache", "tmp", "jupyter"]) await mkdir(at(name));
    if (options.files !== undefined) {
      const { files } = options;
      const filter = (path: string) =>
        !path.endsWith(".ipynb") && (path === files || !basename(path).startsWith("."));
      await cp(files, at("work"), { recursive: true, filter });
    }
    await writeFile(at("notebook.ipynb"), JSON.stringify(notebook));
    const usesFashion = notebook.cells.some((cell) => sourceOf(cell).includes("fashionMnist("));
    const { jupyterPython } = await import("../setup/jupyterEnvironment.mjs");
    const words = [join(__dirname, "execute.py"), at("notebook.ipynb"), at("result.ipynb")];
    const env = await environment(root, usesFashion);
    // From here on the signal reaches the child.
    options.signal?.throwIfAborted();
    const child = spawn(
      jupyterPython,
      [...words, at("work"), String(limits.seconds), String(limits.megabytes)],
      {
        ...{ cwd: root, env },
        stdio: ["ignore", "ignore", "pipe"],
        // A group of its own: Ctrl-C in the terminal is for this program, which then ends that one.
        detached: true,
      },
    );
    let log = "";
    child.stderr.on("data", (text: Buffer) => (log = (log + text.toString()).slice(-2000)));
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const stop = () => child.kill("SIGINT");
    options.signal?.addEventListener("abort", stop);
    const timer = setTimeout(end, (limits.seconds + grace) * 1000);
    const isOver = await new Promise<boolean>((done, fail) => {
      child.on("error", fail);
      child.on("exit", (_, signal) => {
        done(signal === null);
      });
    });
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
    options.signal?.throwIfAborted();
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    if (!existsSync(at("result.ipynb"))) {
      if (isOver) throw new Error(`score: Jupyter did not run a notebook:\n${log}`);
      return { ended: seconds >= limits.seconds ? "time" : "died", seconds, megabytes: 0 };
    }
    return await readRun(at("result.ipynb"));
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function readRun(file: string): Promise<Run> {
  const notebook = await readNotebook(file);
  const { run, ...metadata } = notebook.metadata as { run: Omit<Run, "notebook"> };
  return { ...run, notebook: { ...notebook, metadata } };
}

/** What programs need, and nothing else of ours: there may be secrets in it. */
async function environment(root: string, usesFashion: boolean): Promise<NodeJS.ProcessEnv> {
  const { jupyterEnvironment } = await import("../setup/jupyterEnvironment.mjs");
  const kept = /^(PATH|LANG|LC_\w+|TZ|LD_LIBRARY_PATH|CUDA_\w+|SystemRoot|VAE_COOKBOOK_BACKEND)$/;
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
  const home = join(root, "home");
  const names = ["CONFIG", "DATA", "RUNTIME"];
  return {
    ...jupyterEnvironment(own),
    ...Object.fromEntries(names.map((n) => [`JUPYTER_${n}_DIR`, join(root, "jupyter", n)])),
    ...{ HOME: home, IPYTHONDIR: home, TMPDIR: join(root, "tmp") },
    VAE_COOKBOOK_CACHE: join(root, "cache"),
    VAE_COOKBOOK_FASHION_MNIST: usesFashion ? await copyOfFashion(join(root, "fashion")) : "",
  };
}

/** A copy of Fashion-MNIST, if it is on this machine: what runs could change it. Otherwise it downloads its own. */
async function copyOfFashion(folder: string): Promise<string> {
  const from = process.env["VAE_COOKBOOK_FASHION_MNIST"] || (await cacheFolder("fashion-mnist"));
  if (!existsSync(join(from, IDX_FILES.test.labels))) return "";
  await cp(from, folder, { recursive: true });
  return folder;
}

/** The folder in which the chapters lie, with what they read. */
export const chaptersFolder = resolve(__dirname, "../../notebooks");

/** How a run ended, in words. */
export function inWords(ended: Ending, limits: Limits): string {
  switch (ended) {
    case "finished":
      return "ran to its end";
    case "time":
      return `stopped after ${limits.seconds} s`;
    case "memory":
      return `stopped: more than ${limits.megabytes} MB of memory`;
    case "processes":
      return "stopped: it started too many programs";
    case "died":
      return "its kernel died";
    case "not started":
      return "its kernel did not start";
  }
}
