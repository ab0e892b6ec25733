import childProcess from "node:child_process";
import type { ChildProcess } from "node:child_process";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { ownCell } from "./context";

type Function = (...args: unknown[]) => unknown;

/**
 * Ties programs and work on files to the cell that starts them: when the cell is stopped its programs end, and what
 * is left of it can start nothing new.
 */
export function tieProgramsToCells(): void {
  for (const name of ["spawn", "exec", "execFile", "fork"] as const) {
    replace(childProcess, name, (start, args) => {
      const cell = ownCell();
      cell?.assertAlive();
      const program = start(...args) as ChildProcess;
      const stoppable = {
        stop: () => {
          program.kill();
        },
      };
      cell?.stoppables.add(stoppable);
      program.once("exit", () => cell?.stoppables.delete(stoppable));
      return program;
    });
  }
  for (const name of Object.keys(files)) {
    replace(files, name, (start, args) => {
      ownCell()?.assertAlive();
      return start(...args);
    });
  }
  syncBuiltinESMExports();
}

function replace(
  module: object,
  name: string,
  call: (original: Function, args: unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(module, name);
  if (typeof original !== "function") return;
  const replaced = (...args: unknown[]) => call(original as Function, args);
  // `util.promisify(exec)` finds its promise form among the properties.
  Object.defineProperties(replaced, Object.getOwnPropertyDescriptors(original));
  Reflect.set(module, name, replaced);
}
