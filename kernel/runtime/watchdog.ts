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
socket.on("data", (interrupts: Buffer) => {
  Atomics.add(counters, counter.sent, interrupts.length);
  for (let told = 0; told < interrupts.length; told++) parentPort!.postMessage("interrupt");
  setTimeout(endUnlessHeard, Atomics.load(counters, counter.patience));
});
socket.on("close", () => {
  // The process is the first of its group, in which are the programs that cells started.
  process.kill(-process.pid, "SIGKILL");
});
socket.on("error", () => undefined);

// Each at most once at a time: native code that holds the main thread meets all that was asked at once when it lets go.
let isTerminating = false;
let isPausing = false;

function endUnlessHeard(): void {
  if (isHeard()) return;
  // Half a second more for that, once: what it calls may hold the thread too.
  if (Atomics.exchange(counters, counter.dealing, 0) === 1) {
    setTimeout(endUnlessHeard, 500);
    return;
  }
  if (!isTerminating) terminate();
  else if (!isPausing) endByDebugger();
  setTimeout(endUnlessHeard, 200);
}

function isHeard(): boolean {
  return Atomics.load(counters, counter.heard) >= Atomics.load(counters, counter.sent);
}

function terminate(): void {
  isTerminating = true;
  Atomics.store(counters, counter.forced, 1);
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", (error) => {
    session.disconnect();
    isTerminating = false;
    if (!error) parentPort!.postMessage("forced");
    else if (!isPausing) endByDebugger();
  });
}

/**
 * A termination that meets one of the promise hooks of `context.ts` is swallowed by V8, which never answers it, takes it
 * for one under way and refuses all others. What a debugger has paused can still be ended.
 */
function endByDebugger(): void {
  isPausing = true;
  Atomics.store(counters, counter.forced, 1);
  const session = new Session();
  session.connectToMainThread();
  session.once("Debugger.paused", () => {
    const terminateOnResume = !isHeard() && Atomics.load(counters, counter.dealing) === 0;
    session.post("Debugger.resume", { terminateOnResume }, () => {
      session.post("Debugger.disable", () => {
        session.disconnect();
        isPausing = false;
        parentPort!.postMessage("forced");
      });
    });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
