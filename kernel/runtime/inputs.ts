import type { Cell } from "./cell";
import { ownCell } from "./context";
import { send } from "./outbox";
import { flushPrints } from "./prints";

/** Questions to the person at the front end. */
export class Inputs {
  private readonly waiting = new Map<number, { resolve: (text: string) => void }>();

  /** `await input("name? ")`: a line of text that the reader types. */
  readonly ask = (prompt = "", options: { password?: boolean } = {}): Promise<string> => {
    const cell = ownCell();
    cell?.assertAlive();
    if (cell?.command.allowInput !== true) {
      return Promise.reject(
        new Error("input: nobody can answer here. Run the cell in a notebook or a console."),
      );
    }
    flushPrints();
    send({
      type: "input",
      cell: cell.id,
      prompt,
      password: options.password === true,
    });
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.waiting.delete(cell.id);
        cell.stoppables.delete(stoppable);
        settle();
      };
      const stoppable = {
        stop: () => {
          end(() => {
            reject(interruption(cell));
          });
        },
      };
      cell.stoppables.add(stoppable);
      this.waiting.set(cell.id, {
        resolve: (text) => {
          end(() => {
            resolve(text);
          });
        },
      });
    });
  };

  answer(cell: number, value: string): void {
    this.waiting.get(cell)?.resolve(value);
  }
}

const interruption = (cell: Cell): Error => cell.controller.signal.reason as Error;
