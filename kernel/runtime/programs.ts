import childProcess from "node:child_process";
import type { ChildProcess } from "node:child_process";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";
import { never } from "./cell";
import { ownCell } from "./context";

type AnyFunction = (...args: unknown[]) => unknown;

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
  for (const name of ["exec", "execFile"] as const) {
    const value = promised(childProcess[name]);
    Object.defineProperty(childProcess[name], promisify.custom, { value });
  }
  for (const name of Object.keys(files)) {
    replace(files, name, (start, args) =>
      ownCell()?.isStopped === true ? never() : start(...args),
    );
  }
  syncBuiltinESMExports();
}

/** The promise form of `exec` and `execFile`, as Node has it. */
function promised(start: object): AnyFunction {
  return (...args) => {
    let child: unknown;
    const promise = new Promise((resolve, reject) => {
      const done = (error: Error | null, stdout: unknown, stderr: unknown): void => {
        if (error) reject(Object.assign(error, { stdout, stderr }));
        else resolve({ stdout, stderr });
      };
      child = (start as AnyFunction)(...args, done);
    });
    return Object.assign(promise, { child });
  };
}

function replace(
  module: object,
  name: string,
  call: (original: AnyFunction, args: unknown[]) => unknown,
): void {
  const original: unknown = Reflect.get(module, name);
  if (typeof original !== "function") return;
  const replaced = (...args: unknown[]) => call(original as AnyFunction, args);
  // Not its promise form, which would start the original.
  const properties = Object.getOwnPropertyDescriptors(original);
  Reflect.deleteProperty(properties, promisify.custom);
  Object.defineProperties(replaced, properties);
  Reflect.set(module, name, replaced);
}
