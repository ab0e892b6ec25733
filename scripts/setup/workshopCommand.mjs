import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./failure.mjs";
import { readFlags } from "./flags.mjs";
import { freePort, lastLines } from "./jupyterServer.mjs";
import { onStop } from "./onStop.mjs";
import { here } from "./paths.mjs";
import { report, setUp } from "./setUp.mjs";
import { readText } from "./stamps.mjs";
import { workshopEnvironment, workshopPaths } from "./workshopEnvironment.mjs";

const command = {
  name: "npm run workshop",
  about: "JupyterHub on this machine, to try out; `npm run workshop -- participants` measures it.",
  flags: /** @type {const} */ ({
    port: { type: "string", value: "N", help: "the port, otherwise 8000" },
    host: { type: "string", value: "ADDRESS", help: "where to listen, otherwise 127.0.0.1" },
    folder: { type: "string", value: "F", help: "the participants' work, otherwise workshop/data" },
    memory: { type: "string", value: "4G", help: "the most that a process of a participant gets" },
    install: { type: "boolean", help: "install only, and start nothing" },
  }),
};

/** @param {readonly string[]} words */
export async function main(words) {
  const measures = words[0] === "participants";
  const read = measures ? { values: {} } : readFlags(command, words);
  if ("exitCode" in read) {
    process.exitCode = read.exitCode;
    return;
  }
  try {
    const hub = measures ? undefined : await hubOf(read.values);
    await setUp({ workshop: true });
    if (measures) process.exitCode = await participants(words.slice(1));
    else if (hub) process.exitCode = await serve(hub);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/**
 * @param {readonly string[]} flags
 * @returns {Promise<number>} the exit code
 */
async function participants(flags) {
  const script = path.join(here.root, "workshop", "participants.py");
  // Ctrl-C reaches it too, and it ends its hub.
  process.on("SIGINT", () => undefined);
  return await endOf(start([script, ...flags], "inherit"));
}

/** @typedef {{ host: string, port: number, data: string, memory?: string | undefined }} Hub */

/**
 * What the flags ask for; looked at before the set-up, so that nobody waits for minutes to hear that it cannot be.
 *
 * @param {{ port?: string, host?: string, folder?: string, memory?: string, install?: boolean }} flags
 * @returns {Promise<Hub | undefined>}
 */
async function hubOf({ port = "8000", host = "127.0.0.1", folder, memory, install = false }) {
  if (install) return undefined;
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
    throw new SetupError(`--port is "${port}", which is no port`, "Give a number from 1 to 65535.");
  }
  await freePort(host, Number(port)).catch(() => {
    throw new SetupError(
      `Port ${port} on ${host} is taken, or may not be used`,
      "Stop what uses it, or name another with `npm run workshop -- --port N`.",
    );
  });
  if (memory !== undefined && !/^\d+(\.\d+)?[KMGT]$/.test(memory)) {
    throw new SetupError(
      `--memory is "${memory}", which is no amount of memory`,
      "Give a number with K, M, G or T, such as --memory 4G.",
    );
  }
  const data = path.resolve(folder ?? path.join(here.root, "workshop", "data"));
  if (statSync(data, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new SetupError(`--folder ${data} is a file`, "Name a folder; it may be a new one.");
  }
  return { host, port: Number(port), data, memory };
}

/**
 * Runs the hub until it ends.
 *
 * @param {Hub} hub
 * @returns {Promise<number>} the exit code
 */
async function serve({ host, port, data, memory }) {
  mkdirSync(path.join(data, "hub"), { recursive: true });
  const logFile = path.join(data, "hub", "hub.log");
  const log = openSync(logFile, "w", 0o600);
  const config = path.join(here.root, "workshop", "jupyterhub_config.py");
  const args = ["-m", "jupyterhub", "-f", config, `--ip=${host}`, `--port=${port}`];
  const child = start(args, log, {
    WORKSHOP_FOLDER: data,
    ...(memory && { WORKSHOP_MEMORY: memory }),
  });
  closeSync(log);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    console.log("\nStopping the hub and the participants' servers …");
    child.kill("SIGTERM");
  };
  onStop(stop);
  const ended = endOf(child);
  if (await answers(host, port, ended)) {
    const secret = (/** @type {string} */ name) => readText(path.join(data, "hub", name))?.trim();
    const address = host === "0.0.0.0" || host === "::" ? "<this machine>" : host;
    for (const line of lines(logFile).filter((line) => line.startsWith("WARNING"))) {
      console.log(line);
    }
    console.log(`\n    http://${address}:${port}\n`);
    console.log(`Participants take any name, with the password  ${secret("password")}`);
    console.log(`teacher has one of their own                   ${secret("teacher_password")}`);
    console.log(
      `Their work and the hub's log are in ${path.relative(process.cwd(), data) || "."}.`,
    );
    console.log("This is for a try-out, see workshop/README.md. Ctrl-C here stops it.");
  }
  const code = await ended;
  if (stopping) return 0;
  if (code === 0) {
    console.log("The hub was shut down from its page.");
    return 0;
  }
  throw new SetupError("The hub ended unexpectedly", "`npm run workshop` starts it again.", {
    output: lastLines(logFile),
    log: logFile,
  });
}

/**
 * Python of `.venv/workshop`, out of the reach of Ctrl-C, which we pass on in order.
 *
 * @param {readonly string[]} args
 * @param {"inherit" | number} output
 * @param {NodeJS.ProcessEnv} [env]
 */
function start(args, output, env = {}) {
  const detached = output !== "inherit" && process.platform !== "win32";
  return spawn(workshopPaths(here).python, [...args], {
    cwd: here.root,
    stdio: [detached ? "ignore" : "inherit", output, output],
    env: { ...workshopEnvironment(), ...env },
    detached,
  });
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>} the exit code
 */
function endOf(child) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 130));
  });
}

/**
 * Whether the hub answers; false if it ends first.
 *
 * @param {string} host
 * @param {number} port
 * @param {Promise<number>} ended
 */
async function answers(host, port, ended) {
  let running = true;
  ended.then(
    () => (running = false),
    () => (running = false),
  );
  const answering = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const address = answering.includes(":") ? `[${answering}]` : answering;
  while (running) {
    const up = await fetch(`http://${address}:${port}/hub/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return true;
    await sleep(200);
  }
  return false;
}

/** @param {string} file */
function lines(file) {
  return (readText(file) ?? "").split("\n");
}
