import { join } from "node:path";
import { Worker } from "node:worker_threads";

const { setImmediate } = globalThis;

/** Places in the numbers that the main thread and the watchdog share. */
export const counter = {
  /** interrupts that the watchdog passed on */
  sent: 0,
  /** of them, those that the main thread has taken note of */
  heard: 1,
  /** 1 after JavaScript was ended by force */
  forced: 2,
  /** milliseconds until then */
  patience: 3,
  /** 1 while the main thread deals with an interrupt, which force would leave half done */
  dealing: 4,
} as const;

/** Thrown and caught once after code was ended by force. */
const balance = new Error("ended by force");

/** What an interrupt of the server's comes to, with the thread of `watchdog.ts`. */
export class Interrupts {
  private readonly counters = new Int32Array(new SharedArrayBuffer(20));
  private begun = 0;

  /**
   * @param interrupt called for each interrupt. If it took force to be heard, `byForce` is true, and the code that
   *   held the thread is gone without having run its `finally` blocks. `isLate`: the interrupt itself was heard before.
   */
  constructor(interrupt: (byForce: boolean, isLate: boolean) => void) {
    const watchdog = new Worker(join(__dirname, "watchdog.js"), {
      workerData: this.counters,
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
    });
    let isHalfDone = false;
    watchdog.on("message", (message: "interrupt" | "forced") => {
      Atomics.store(this.counters, counter.dealing, 1);
      const sent = Atomics.load(this.counters, counter.sent);
      // Force may meet the message of an interrupt before it is looked at; then its own stands for both.
      const isLate = message === "forced" && this.begun === sent;
      this.begun = message === "forced" ? sent : Math.min(sent, this.begun + 1);
      // Where force met an interrupt that was being dealt with, the next message finishes it.
      const byForce = Atomics.exchange(this.counters, counter.forced, 0) === 1 || isHalfDone;
      const isTold = isLate && !byForce; // with the interrupt itself
      if (!isTold) {
        isHalfDone = true;
        if (byForce) rebalance();
        interrupt(byForce, isLate);
        isHalfDone = false;
      }
      Atomics.store(this.counters, counter.dealing, 0);
      if (isTold) return;
      // Heard is what leaves the thread free: the signal may set off a loop that never yields.
      setImmediate(() => {
        Atomics.store(this.counters, counter.heard, Atomics.load(this.counters, counter.sent));
      });
    });
    watchdog.unref();
  }

  /** How many of the interrupts that were sent have come to something. */
  get count(): number {
    return this.begun;
  }

  /** How long code may hold the thread after an interrupt. */
  set patience(milliseconds: number) {
    Atomics.store(this.counters, counter.patience, milliseconds);
  }
}

/** A forced end leaves entries on Node's stack of asynchronous contexts. Handling an uncaught error empties it. */
function rebalance(): void {
  setImmediate(() => {
    throw balance;
  });
}

export const isBalance = (error: unknown): boolean => error === balance;
