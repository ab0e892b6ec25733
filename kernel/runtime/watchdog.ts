/**
 * A thread of the runtime process that hears the server's interrupts while the main thread is busy. A main thread
 * that does not take note in time is in a loop that never yields: its JavaScript is ended by force.
 * When the server is gone, so is this process, busy or not.
 */
import { Session } from "node:inspector";
import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { descriptors } from "./protocol";
import { counter } from "./interrupts";

const counters = workerData as Int32Array;

const socket = new Socket({ fd: descriptors.interrupts });
socket.on("data", () => {
  Atomics.add(counters, counter.sent, 1);
  parentPort!.postMessage("interrupt");
  setTimeout(endUnlessHeard, Atomics.load(counters, counter.patience));
});
socket.on("close", () => {
  // The process is the first of its group, in which are the programs that cells started.
  process.kill(-process.pid, "SIGKILL");
});
socket.on("error", () => undefined);

function endUnlessHeard(): void {
  if (Atomics.load(counters, counter.heard) >= Atomics.load(counters, counter.sent)) return;
  Atomics.store(counters, counter.forced, 1);
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => {
    session.disconnect();
    parentPort!.postMessage("forced");
  });
  setTimeout(endUnlessHeard, 100);
}
