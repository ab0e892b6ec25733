/** Milliseconds of asking at every turn; after that there are pauses, in which others have the processor. */
const EAGER = 2;

/**
 * How Dawn, the WebGPU of Node, hears that the GPU has finished: while it waits for something it gives `setImmediate`
 * a function that asks the driver, and again as long as the answer is no. Here these functions are kept, so that a
 * synchronous read can call them in place of the event loop, and so that they are called less often.
 */
export class WebgpuEvents {
  private readonly asks: (() => void)[] = [];
  private readonly setImmediate = globalThis.setImmediate;
  /** No function of ours: Node would abort if it were ended by force in one that Dawn calls. */
  private readonly keep = this.asks.push.bind(this.asks) as unknown as typeof setImmediate;

  /** Calls into Dawn. What it waits for then comes in later turns of the event loop. */
  during<T>(call: () => T): T {
    const isLong = stopwatch();
    // A chain of turns for each call: a notebook's cell that is stopped loses its timers, and another cell must not
    // depend on them.
    const turn = (): void => {
      this.ask();
      follow();
    };
    const follow = (): void => {
      if (this.asks.length === 0) return;
      if (isLong()) setTimeout(turn, 1);
      else setImmediate(turn);
    };
    const result = this.keeping(call);
    follow();
    return result;
  }

  /** Calls into Dawn and holds the process until what it waits for has happened. */
  wait(call: () => void, happened: () => boolean): void {
    const isLong = stopwatch();
    const pause = new Int32Array(new SharedArrayBuffer(4));
    this.keeping(call);
    while (!happened()) {
      if (this.asks.length === 0) {
        throw new Error("webgpu: Dawn waits for nothing. Read with `await tensor.data()`.");
      }
      this.ask();
      if (isLong()) Atomics.wait(pause, 0, 0, 0.1);
    }
  }

  private ask(): void {
    for (let left = this.asks.length; left > 0; left -= 1) {
      this.keeping(this.asks[0]!);
      this.asks.shift(); // only now: what is ended by force halfway is asked again
    }
  }

  private keeping<T>(call: () => T): T {
    const found = globalThis.setImmediate;
    // Ours is found where this was ended by force, which leaves out even `finally`.
    const before = found === this.keep ? this.setImmediate : found;
    globalThis.setImmediate = this.keep;
    try {
      return call();
    } finally {
      globalThis.setImmediate = before;
    }
  }
}

function stopwatch(): () => boolean {
  const started = performance.now();
  return () => performance.now() - started > EAGER;
}
