import { setMaxListeners } from "node:events";
import type { RunCommand } from "./protocol";

/** What a stopped cell throws, and the reason of its aborted signal. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("The cell was stopped before it ended.");
  }
}

/** What is left of a stopped cell waits for good: an error could be caught, and the loop around it would go on. */
export const never = (): Promise<never> => new Promise(() => undefined);

export interface Stoppable {
  stop(): void;
}

/** A cell that runs or has run, and what belongs to it. */
export class Cell {
  readonly controller = new AbortController();
  /** Timers and the like that end with the cell when it is stopped. */
  readonly stoppables = new Set<Stoppable>();
  /** Whether code of the cell asked for its signal, and so will end by itself. */
  tookSignal = false;
  isStopped = false;

  /** Whether it has been answered. What it left behind may still run. */
  isDone = false;

  constructor(readonly command: RunCommand) {
    setMaxListeners(0, this.controller.signal); // as many waits as a cell likes
  }

  get id(): number {
    return this.command.id;
  }

  /** Throws in what is left running of a stopped cell, wherever it touches the kernel. */
  assertAlive(): void {
    if (this.isStopped) throw new Interrupted();
  }

  /** Whether an error is but the way in which what was left of a stopped cell ended. */
  isEnd(thrown: unknown): boolean {
    return thrown instanceof Interrupted || (thrown as Error | null)?.name === "AbortError";
  }

  /** Nothing that the cell started goes on. */
  stop(): void {
    this.isStopped = true;
    this.controller.abort(new Interrupted());
    for (const stoppable of this.stoppables) stoppable.stop();
    this.stoppables.clear();
  }
}
