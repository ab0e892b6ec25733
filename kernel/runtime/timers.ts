import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { never } from "./cell";
import { ownCell, within } from "./context";

/**
 * Ties timers and downloads to the cell that starts them: when the cell is stopped they are cleared, and those that
 * what is left of it starts never come.
 */
export function tieTimersToCells(): void {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearImmediate, fetch } = globalThis;
  tie("setTimeout", "clearTimeout", setTimeout, clearTimeout);
  tie("setInterval", "clearInterval", setInterval, clearTimeout);
  tie("setImmediate", "clearImmediate", setImmediate, clearImmediate);
  tieTasks();
  tiePromises();
  syncBuiltinESMExports();
  globalThis.fetch = (input, init) => {
    if (ownCell()?.isStopped === true) return never();
    const given = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return fetch(input, withSignal(given ? { ...init, signal: given } : init));
  };
}

/** What a cell has to clear when it is stopped, by timer. */
const clearing = new WeakMap<object, () => void>();

function tie(
  name: "setTimeout" | "setInterval" | "setImmediate",
  clearName: "clearTimeout" | "clearInterval" | "clearImmediate",
  original: object,
  clear: (timer: never) => void,
): void {
  const start = original as (callback: () => void, ...rest: unknown[]) => object;
  const tied = (callback: (...args: unknown[]) => void, ...rest: unknown[]): object => {
    const cell = ownCell();
    if (!cell) return start(callback, ...rest);
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
    if (cell.isStopped) stoppable.stop();
    else {
      cell.stoppables.add(stoppable);
      clearing.set(timer, () => cell.stoppables.delete(stoppable));
    }
    return timer;
  };
  const tiedClear = (timer: unknown): void => {
    if (typeof timer === "object" && timer !== null) clearing.get(timer)?.();
    clear(timer as never);
  };
  // `util.promisify(setTimeout)` finds its promise form among the properties.
  Object.defineProperties(tied, Object.getOwnPropertyDescriptors(original));
  for (const module of [globalThis, timers]) {
    Object.assign(module, { [name]: tied, [clearName]: tiedClear });
  }
}

/** What is put off to the end of the current task stays its cell's. */
function tieTasks(): void {
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (callback) => {
    const cell = ownCell();
    queueMicrotask(() => {
      within(cell, callback);
    });
  };
  const nextTick = process.nextTick.bind(process);
  process.nextTick = (callback: (...args: unknown[]) => void, ...args: unknown[]) => {
    const cell = ownCell();
    nextTick(() => {
      within(cell, () => {
        callback(...args);
      });
    });
  };
}

/** The promise forms take a signal. */
function tiePromises(): void {
  const { setTimeout, setImmediate, setInterval } = timersPromises;
  const promises: Pick<typeof timersPromises, "setTimeout" | "setImmediate" | "setInterval"> = {
    setTimeout: (delay, value, options) =>
      ownCell()?.isStopped === true ? never() : setTimeout(delay, value, withSignal(options)),
    setImmediate: (value, options) =>
      ownCell()?.isStopped === true ? never() : setImmediate(value, withSignal(options)),
    setInterval: (delay, value, options) => setInterval(delay, value, withSignal(options)),
  };
  Object.assign(timersPromises, promises);
}

/** The same options, with the signal of the cell in them. */
function withSignal<T extends object>(options: T | undefined): T {
  const own = ownCell()?.controller.signal;
  const given = (options as { signal?: AbortSignal | null } | undefined)?.signal ?? undefined;
  const signal = own && given ? AbortSignal.any([own, given]) : (own ?? given);
  return { ...options, signal } as unknown as T;
}
