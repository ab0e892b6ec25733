import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupError } from "./failure.mjs";
import { jupyterEnvironment } from "./jupyterEnvironment.mjs";
import { isRunning } from "./lock.mjs";
import { descendants } from "./processes.mjs";
import { readText } from "./stamps.mjs";

/**
 * A port that nothing listens on: the wanted one, or the first free one from 8888 up.
 *
 * @param {string} host
 * @param {number} [wanted]
 */
export async function freePort(host, wanted) {
  if (wanted !== undefined) {
    if (await isFree(host, wanted)) return wanted;
    throw new SetupError(
      `Port ${wanted} on ${host} is taken, or may not be used`,
      "Stop what uses it, name another with `npm start -- --port N`, or leave the flag out for a free one.",
    );
  }
  for (let port = 8888; port < 8988; port++) {
    if (await isFree(host, port)) return port;
  }
  throw new SetupError(
    `None of the ports 8888 to 8987 is free on ${host}`,
    "Name a free one with `npm start -- --port N`.",
  );
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else {
        reject(
          new SetupError(
            `The address ${host} cannot be listened on (${error.code})`,
            "Use one of this machine's own addresses with --host, or leave the flag out.",
          ),
        );
      }
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Starts JupyterLab's server.
 *
 * @param {import("./paths.mjs").Paths} paths
 * @param {{ host: string, port: number, token: string, page: string, browser: boolean }} options page: such as "/lab"
 * @returns {{ ready: Promise<void>, ended: Promise<number | null>, stop(): Promise<void> }}
 *   ready: once it answers; ended: with its exit code; stop: ends it and its kernels
 */
export function startJupyter(paths, { host, port, token, page, browser }) {
  const log = openSync(paths.jupyterLog, "w");
  const preferred = path.dirname(paths.startPage);
  const child = spawn(
    paths.python,
    [
      paths.launcher,
      `--ServerApp.ip=${host}`,
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      `--ServerApp.root_dir=${paths.root}`,
      ...(existsSync(preferred) ? [`--FileContentsManager.preferred_dir=${preferred}`] : []),
      `--ServerApp.open_browser=${browser ? "True" : "False"}`,
      `--LabApp.default_url=${page}`,
      "--LabApp.extension_manager=readonly",
      "--Application.log_level=WARN",
      // On WSL the browser is Windows', which cannot open a Linux file.
      ...(process.env.WSL_DISTRO_NAME ? ["--ServerApp.use_redirect_file=False"] : []),
      ...(process.getuid?.() === 0 ? ["--ServerApp.allow_root=True"] : []),
    ],
    {
      cwd: paths.root,
      // Ctrl-C on the terminal reaches only us, who then end it in order.
      detached: process.platform !== "win32",
      stdio: ["ignore", log, log],
      // Not among the arguments, which every user of the machine can read.
      env: { ...jupyterEnvironment(process.env, paths), JUPYTER_TOKEN: token },
    },
  );
  closeSync(log);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", () => resolve(null));
  });
  let running = true;
  ended.then(() => (running = false));

  const stop = async () => {
    if (child.pid === undefined) return;
    const kernels = descendants(child.pid);
    child.kill("SIGTERM");
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
    for (const pid of [child.pid, ...kernels]) {
      if ((pid !== child.pid || running) && isRunning(pid)) process.kill(pid, "SIGKILL");
    }
  };

  const ready = async () => {
    const answering = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
    const limit = Date.now() + 60_000;
    while (running && Date.now() < limit) {
      if (await answers(answering, port)) return;
      await sleep(30);
    }
    const what = running ? "JupyterLab did not answer within 60 s" : "JupyterLab did not start";
    await stop();
    throw new SetupError(
      what,
      "Run `npm run setup`; if that does not help, delete .venv and run `npm start` again.",
      { output: lastLines(paths.jupyterLog), log: paths.jupyterLog },
    );
  };
  return { ready: ready(), ended, stop };
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(host, port) {
  return new Promise((resolve) => {
    const request = get({ host, port, path: "/api", timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
    request.on("timeout", () => request.destroy());
  });
}

/** @param {string} file */
export function lastLines(file) {
  return (readText(file) ?? "").trimEnd().split("\n").slice(-12);
}
