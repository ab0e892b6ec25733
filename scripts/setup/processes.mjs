import { spawn, spawnSync } from "node:child_process";
import { accessSync, appendFileSync, constants, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Interrupted } from "./failure.mjs";
import { readText } from "./stamps.mjs";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
let interrupted = false;
const grouped = process.platform !== "win32";

/**
 * Runs a tool to its end, its output going to the log.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {object} options
 * @param {string} options.log                          file that all output is added to
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(line: string) => boolean | void} [options.onLine] sees each line; true keeps it out of the log and the result
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null, output: string[] }>} output: the last 200 lines
 */
export function run(command, args, { log, cwd, env = process.env, onLine }) {
  if (interrupted) return Promise.reject(new Interrupted());
  appendFileSync(log, `\n$ ${[command, ...args].join(" ")}\n`);
  return new Promise((resolve, reject) => {
    // A process group of its own, so that an interrupt takes the tool's own children too.
    const child = spawn(command, args, {
      cwd,
      env,
      detached: grouped,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    /** @type {string[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      /** @param {string} line */
      const take = (line) => {
        if (onLine?.(line) === true) return;
        appendFileSync(log, `${line}\n`);
        output.push(line);
        if (output.length > 200) output.shift();
      };
      stream.setEncoding("utf8");
      stream.on("data", (/** @type {string} */ text) => {
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? "";
        lines.forEach(take);
      });
      stream.on("end", () => {
        if (rest !== "") take(rest);
      });
    }
    child.on("error", (error) => {
      running.delete(child);
      reject(error);
    });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (interrupted) reject(new Interrupted());
      else resolve({ code, signal, output });
    });
  });
}

/** @throws {Interrupted} after `interrupt` */
export function throwIfInterrupted() {
  if (interrupted) throw new Interrupted();
}

/** Ends every tool that `run` started; their promises are rejected with `Interrupted`, and so are later runs. */
export function interrupt() {
  interrupted = true;
  for (const child of running) end(child, "SIGTERM");
  setTimeout(() => {
    for (const child of running) end(child, "SIGKILL");
  }, 3000).unref();
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (grouped) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It is gone already.
  }
}

/**
 * @param {string} name
 * @param {string | undefined} [searchPath]
 * @returns {string | undefined} the program's whole path
 */
export function findProgram(name, searchPath = process.env.PATH) {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  const folders = path.isAbsolute(name) ? [""] : (searchPath ?? "").split(path.delimiter);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = path.join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // Look in the next folder.
      }
    }
  }
  return undefined;
}

/**
 * The processes that a process has started, and those that they have started.
 *
 * @param {number} parent
 * @returns {number[]}
 */
export function descendants(parent) {
  const all = processTable();
  /** @param {number} pid @returns {number[]} */
  const below = (pid) =>
    all.flatMap((entry) => (entry.parent === pid ? [entry.pid, ...below(entry.pid)] : []));
  return below(parent);
}

/** @returns {{ pid: number, parent: number }[]} */
function processTable() {
  if (process.platform === "linux") {
    // A bare container has no ps.
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => {
        const status = readText(`/proc/${name}/status`) ?? "";
        return { pid: Number(name), parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0) };
      });
  }
  if (!grouped) return [];
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return (stdout ?? "")
    .trim()
    .split("\n")
    .map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent };
    });
}
