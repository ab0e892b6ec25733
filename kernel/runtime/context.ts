import { promiseHooks } from "node:v8";
import type { Cell } from "./cell";

/**
 * Which cell the running code belongs to, also after it has waited: promises remember the cell in which they were
 * made, timers are wrapped (`timers.ts`). Node's AsyncLocalStorage would follow callbacks of every kind, but with it
 * Node 20 aborts the process when code is ended by force (`watchdog.ts`).
 */
let current: Cell | undefined;
let latest: Cell | undefined;
const outer: (Cell | undefined)[] = [];
const owners = new WeakMap<object, Cell>();
/** The cell whose code threw last. */
let thrower: Cell | undefined;

export function followPromises(): void {
  promiseHooks.createHook({
    init: (promise) => {
      if (current) owners.set(promise, current);
    },
    before: (promise) => {
      outer.push(current);
      current = owners.get(promise);
    },
    after: () => {
      current = outer.pop();
    },
  });
}

/** Runs code in the name of a cell: all that it puts out, now or later, goes to that cell. */
export function within<T>(cell: Cell | undefined, code: () => T): T {
  const before = current;
  current = cell;
  try {
    return code();
  } catch (error) {
    thrower = cell;
    throw error;
  } finally {
    current = before;
  }
}

/** From now on, what belongs to no cell is taken for this one's. */
export function setLatest(cell: Cell): void {
  latest = cell;
}

/** The cell that the running code surely belongs to. */
export function ownCell(): Cell | undefined {
  return current;
}

/** The same, or the latest cell where that is not known: for what has to be shown somewhere. */
export function currentCell(): Cell | undefined {
  return current ?? latest;
}

/** The cell that an uncaught error or an unhandled promise comes from. */
export function originOf(promise?: object): Cell | undefined {
  const origin = promise ? owners.get(promise) : thrower;
  thrower = undefined;
  return origin ?? latest;
}

/** After code was ended by force, which leaves what it had begun unfinished. */
export function resetContext(): void {
  current = undefined;
  outer.length = 0;
}
