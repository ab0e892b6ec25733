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

/** Whether the main thread has yet to answer: native code that holds it answers nobody, and wants to be asked once. */
let isEnding = false;

function endUnlessHeard(): void {
  if (Atomics.load(counters, counter.heard) >= Atomics.load(counters, counter.sent)) return;
  // Half a second more for that, once: what it calls may hold the thread too.
  if (Atomics.exchange(counters, counter.dealing, 0) === 1) {
    setTimeout(endUnlessHeard, 500);
    return;
  }
  if (!isEnding) end();
  setTimeout(endUnlessHeard, 200);
}

function end(): void {
  isEnding = true;
  Atomics.store(counters, counter.forced, 1);
  const session = new Session();
  session.connectToMainThread();
  const done = (): void => {
    session.disconnect();
    isEnding = false;
    parentPort!.postMessage("forced");
  };
  session.post("Runtime.terminateExecution", (error) => {
    if (error) endByDebugger(session, done);
    else done();
  });
}

/**
 * A termination that meets one of the promise hooks of `context.ts` is swallowed by V8, which then takes it for one
 * under way and refuses all others. What a debugger has paused can still be ended.
 */
function endByDebugger(session: Session, done: () => void): void {
  session.once("Debugger.paused", () => {
    const isHeard = Atomics.load(counters, counter.heard) >= Atomics.load(counters, counter.sent);
    const terminateOnResume = !isHeard && Atomics.load(counters, counter.dealing) === 0;
    session.post("Debugger.resume", { terminateOnResume }, () => {
      session.post("Debugger.disable", done);
    });
  });
  session.post("Debugger.enable");
  session.post("Debugger.pause");
}
