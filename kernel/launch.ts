/** Starts the kernel: `node kernel/dist/launch.js {connection_file}`, as the kernelspec tells Jupyter to do. */
import { join } from "node:path";
import { readConnection } from "./server/connection";
import { Kernel } from "./server/kernel";
import { log } from "./server/log";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  log("Jupyter passes the connection file as the argument, none was given.");
  process.exit(2);
}

const data = process.env["JUPYTER_DATA_DIR"];
const kernel = new Kernel(readConnection(connectionFile), {
  folder: process.cwd(),
  // Where Jupyter has not been told where to keep things, nothing is written.
  historyFile: data === undefined ? undefined : join(data, "typescript-history.jsonl"),
  onShutdown: end,
});

function end(): void {
  kernel.close();
  // The last messages are still on their way.
  setTimeout(() => process.exit(0), 100);
}

process.on("SIGINT", () => {
  kernel.interrupt();
});
process.on("SIGTERM", end);
process.on("uncaughtException", (error) => {
  log(error);
});
process.on("unhandledRejection", (reason) => {
  log(reason);
});

// Jupyter may go away without a word.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();

kernel.open().catch((error: unknown) => {
  // Jupyter starts it again, on other ports.
  log("the sockets could not be opened:", error);
  process.exit(1);
});
