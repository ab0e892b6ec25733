/** Starts the kernel: `node kernel/dist/launch.js {connection_file}`, as the kernelspec tells Jupyter to do. */
import { Cells } from "./cells";
import { KernelServer } from "./server";
import type { DisplayMessage } from "./tslab";

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  console.error("launch: Jupyter passes the connection file as the argument, none was given.");
  process.exit(2);
}

const cells = new Cells(process.cwd());
const server = new KernelServer(cells, connectionFile, () => {
  // The shutdown reply is still on its way.
  setTimeout(() => process.exit(0), 100);
});

// What a library finds of the kernel, without depending on it.
Object.assign(globalThis, {
  [Symbol.for("vae-cookbook.signal")]: () => cells.signal,
  [Symbol.for("vae-cookbook.display")]: (message: DisplayMessage, update?: boolean) => {
    server.display(message, update === true);
  },
});

process.on("SIGINT", () => {
  server.interrupt();
});
process.on("uncaughtException", (error) => {
  console.error("Uncaught:", error);
});
process.on("unhandledRejection", (reason) => {
  console.error("Unhandled rejection:", reason);
});

// Jupyter may go away without a word.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();

void server.init().then(() => {
  cells.warm();
});
