import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { ownCell, within } from "./context";

/**
 * Ties timers and downloads to the cell that starts them: when the cell is stopped they are cleared, and what is
 * left of it can start no new ones.
 */
export function tieTimersToCells(): void {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearImmediate, fetch } = globalThis;
  tie("setTimeout", setTimeout, clearTimeout);
  tie("setInterval", setInterval, clearTimeout);
  tie("setImmediate", setImmediate, clearImmediate);
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (callback) => {
    const cell = ownCell();
    queueMicrotask(() => {
      within(cell, callback);
    });
  };
  tiePromises();
  globalThis.fetch = (input, init) => fetch(input, withSignal(init));
}

function tie(
  name: "setTimeout" | "setInterval" | "setImmediate",
  original: object,
  clear: (timer: never) => void,
): void {
  const start = original as (callback: () => void, ...rest: unknown[]) => object;
  const tied = (callback: (...args: unknown[]) => void, ...rest: unknown[]): object => {
    const cell = ownCell();
    if (!cell) return start(callback, ...rest);
    cell.assertAlive();
    const stoppable = {
      stop: () => {
        clear(timer as never);
      },
    };
    const run = (...args: unknown[]) => {
      if (name !== "setInterval") cell.stoppables.delete(stoppable);
      within(cell, () => {
        callback(...args);
      });
    };
    const timer = start(run, ...rest);
    cell.stoppables.add(stoppable);
    return timer;
  };
  // `util.promisify(setTimeout)` finds its promise form among the properties.
  Object.defineProperties(tied, Object.getOwnPropertyDescriptors(original));
  Object.assign(globalThis, { [name]: tied });
}

function tiePromises(): void {
  // The promise forms take a signal.
  const { setTimeout, setImmediate, setInterval } = timersPromises;
  const promises: Pick<typeof timersPromises, "setTimeout" | "setImmediate" | "setInterval"> = {
    setTimeout: (delay, value, options) => setTimeout(delay, value, withSignal(options)),
    setImmediate: (value, options) => setImmediate(value, withSignal(options)),
    setInterval: (delay, value, options) => setInterval(delay, value, withSignal(options)),
  };
  Object.assign(timersPromises, promises);
  syncBuiltinESMExports();
}

/** The same options, with the signal of the cell in them. */
function withSignal<T extends object>(options: T | undefined): T {
  const cell = ownCell();
  cell?.assertAlive();
  const own = cell?.controller.signal;
  const given = (options as { signal?: AbortSignal | null } | undefined)?.signal ?? undefined;
  const signal = own && given ? AbortSignal.any([own, given]) : (own ?? given);
  return { ...options, signal } as unknown as T;
}
