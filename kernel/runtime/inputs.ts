import type { Cell } from "./cell";
import { Interrupted, never } from "./cell";
import { ownCell } from "./context";
import { send } from "./outbox";
import { flushPrints } from "./prints";

/** Questions to the person at the front end, one at a time. */
export class Inputs {
  private waiting: { cell: Cell; resolve: (text: string) => void } | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** `await input("name? ")`: a line of text that the reader types. */
  readonly ask = (prompt = "", options: { password?: boolean } = {}): Promise<string> => {
    const cell = ownCell();
    if (cell?.isStopped === true) return never();
    const answer = this.last.then(() => this.askNow(cell, prompt, options.password === true));
    this.last = answer.catch(() => undefined);
    return answer;
  };

  answer(cell: number, value: string): void {
    if (this.waiting?.cell.id === cell) this.waiting.resolve(value);
  }

  private async askNow(cell: Cell | undefined, prompt: string, password: boolean): Promise<string> {
    if (cell?.command.allowInput !== true || cell.isDone) {
      throw new Error(
        "input: nobody can answer here. Ask while a cell runs, in a notebook or a console.",
      );
    }
    flushPrints();
    send({ type: "input", cell: cell.id, prompt, password });
    const { promise, resolve, reject } = deferred<string>();
    const stoppable = {
      stop: () => {
        reject(new Interrupted());
      },
    };
    cell.stoppables.add(stoppable);
    this.waiting = { cell, resolve };
    try {
      return await promise;
    } finally {
      this.waiting = undefined;
      cell.stoppables.delete(stoppable);
    }
  }
}

interface Deferred<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
}

function deferred<T>(): Deferred<T> {
  const parts = {} as Deferred<T>;
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
