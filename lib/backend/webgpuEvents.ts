/** Milliseconds of asking at every turn; after that there are pauses, in which others have the processor. */
const EAGER = 2;

/**
 * How Dawn, the WebGPU of Node, hears that the GPU has finished: while it waits for something it gives `setImmediate`
 * a function that asks the driver, and again as long as the answer is no. Here these functions are kept, so that a
 * synchronous read can call them in place of the event loop, and so that they are called less often.
 */
export class WebgpuEvents {
  private waiting = new Set<() => void>();
  private since = 0;
  private timer: NodeJS.Timeout | undefined;
  private immediate: NodeJS.Immediate | undefined;

  /** Calls into Dawn and keeps what it gives to `setImmediate` meanwhile. Every call that makes it wait must go here. */
  during<T>(call: () => T): T {
    this.since = performance.now();
    try {
      return this.keeping(call);
    } finally {
      this.putOff();
    }
  }

  /** Holds the process until something has happened that Dawn waits for. */
  wait(happened: () => boolean): void {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    while (!happened()) {
      if (this.waiting.size === 0) {
        throw new Error("webgpu: Dawn waits for nothing. Read with `await tensor.data()`.");
      }
      this.ask();
      if (this.isLong()) Atomics.wait(pause, 0, 0, 0.1);
    }
    this.putOff();
  }

  private keeping<T>(call: () => T): T {
    const { setImmediate } = globalThis;
    // In force for one call, so that no other code ever meets it, even if this one is ended by force.
    const keep = (ask: () => void): void => {
      globalThis.setImmediate = setImmediate;
      this.waiting.add(ask);
    };
    globalThis.setImmediate = keep as unknown as typeof setImmediate;
    try {
      return call();
    } finally {
      globalThis.setImmediate = setImmediate;
    }
  }

  private ask(): void {
    const asked = this.waiting;
    this.waiting = new Set();
    for (const ask of asked) this.keeping(ask);
  }

  /** To a later turn of the event loop; anew each time, since a cell that is stopped takes its timers with it. */
  private putOff(): void {
    clearImmediate(this.immediate);
    clearTimeout(this.timer);
    if (this.waiting.size === 0) return;
    const turn = (): void => {
      this.ask();
      this.putOff();
    };
    if (this.isLong()) this.timer = setTimeout(turn, 1);
    else this.immediate = setImmediate(turn);
  }

  private isLong(): boolean {
    return performance.now() - this.since > EAGER;
  }
}
