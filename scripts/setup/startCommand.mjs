import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { describeEngine } from "./engine.mjs";
import { SetupError } from "./failure.mjs";
import { readFlags } from "./flags.mjs";
import { freePort, lastLines, startJupyter } from "./jupyterServer.mjs";
import { onStop } from "./onStop.mjs";
import { here } from "./paths.mjs";
import { duration } from "./progress.mjs";
import { report, setUp } from "./setUp.mjs";
import { tensorflowFlags, tensorflowOptions } from "./tensorflowFlags.mjs";

const command = {
  name: "npm start",
  about: "sets up what is missing and opens JupyterLab on the first chapter.",
  flags: /** @type {const} */ ({
    ...tensorflowFlags,
    port: { type: "string", value: "N", help: "the port, otherwise a free one from 8888 up" },
    host: { type: "string", value: "ADDRESS", help: "where to listen, otherwise 127.0.0.1" },
    "no-browser": { type: "boolean", help: "print the address only" },
  }),
};

/** @param {readonly string[]} args */
export async function main(args) {
  const read = readFlags(command, args);
  if ("exitCode" in read) {
    process.exitCode = read.exitCode;
    return;
  }
  try {
    process.exitCode = await start(read.values);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/**
 * @param {import("./tensorflowFlags.mjs").TensorflowFlags & { port?: string, host?: string, "no-browser"?: boolean }} flags
 * @returns {Promise<number>} the exit code
 */
async function start({ port, host = "127.0.0.1", "no-browser": noBrowser = false, ...flags }) {
  const options = tensorflowOptions(flags);
  const wanted = port === undefined ? undefined : portNumber(port);
  // Before the set-up, so that nobody waits for minutes to hear it.
  if (wanted !== undefined) await freePort(host, wanted);
  const { engine } = await setUp(options);
  if (engine) console.log(describeEngine(engine));

  const started = Date.now();
  const token = randomBytes(24).toString("hex");
  const page = existsSync(here.startPage) ? "/lab/tree/notebooks/00-start-here.ipynb" : "/lab";
  const chosen = await freePort(host, wanted);
  const server = await startJupyter(here, { host, port: chosen, token, page, browser: !noBrowser });

  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => {
    if (stopping) return;
    console.log("\nStopping JupyterLab and its kernels …");
    stopping = server.stop();
  };
  onStop(stop);
  try {
    await server.ready;
  } catch (error) {
    if (!stopping) throw error;
  }
  if (!stopping) {
    console.log(`JupyterLab answers after ${duration(Date.now() - started)}:\n`);
    console.log(`    http://${urlHost(host)}:${chosen}${page}?token=${token}\n`);
    console.log("Ctrl-C here stops it.");
  }

  const code = await server.ended;
  if (stopping) {
    await stopping;
    return 0;
  }
  if (code === 0) {
    console.log("JupyterLab was shut down from its page.");
    return 0;
  }
  throw new SetupError(
    "JupyterLab ended unexpectedly",
    "`npm start` starts it again; notebooks are saved as far as the page said so.",
    {
      output: lastLines(here.jupyterLog),
      log: here.jupyterLog,
    },
  );
}

/**
 * The host as it stands in an address; a server that listens on every address is reached on the local one.
 *
 * @param {string} host
 */
function urlHost(host) {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** @param {string} text */
function portNumber(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new SetupError(
    `--port is "${text}", which is no port`,
    "Give a number from 1 to 65535, such as --port 8890.",
  );
}
