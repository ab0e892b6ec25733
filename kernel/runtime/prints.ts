import type { Cell } from "./cell";
import { currentCell, ownCell } from "./context";
import { publish } from "./outbox";

type StreamName = "stdout" | "stderr";

const windowMilliseconds = 50;
/** So many prints of a window are sent one by one, so that they are seen before a loop that never yields. */
const eagerPrints = 16;
const flushCharacters = 1 << 16;

/** Node's own, not the one tied to cells. */
const { setImmediate } = globalThis;

let name: StreamName = "stdout";
let cell: Cell | undefined;
let parts: string[] = [];
let characters = 0;
let windowBegan = 0;
let prints = 0;

/**
 * Joins what is printed in one go into few messages, in the order it was printed.
 * A loop that prints without ever yielding is still seen at work: the clock is read on every print.
 */
export function print(stream: StreamName, text: string, printing = currentCell()): void {
  if (text === "") return;
  if (stream !== name || printing !== cell) flushPrints();
  const now = performance.now();
  const isNewWindow = now - windowBegan > windowMilliseconds;
  if (isNewWindow) {
    windowBegan = now;
    prints = 0;
  }
  prints += 1;
  if (parts.length === 0) {
    name = stream;
    cell = printing;
  }
  parts.push(text);
  characters += text.length;
  if (isNewWindow || prints <= eagerPrints || characters > flushCharacters) flushPrints();
  else if (parts.length === 1) setImmediate(flushPrints);
}

/** Sends what was printed so far: before anything else that a cell shows. */
export function flushPrints(): void {
  if (parts.length === 0) return;
  const text = parts.join("");
  parts = [];
  characters = 0;
  publish(cell?.id ?? 0, "stream", { name, text });
}

/** Makes all that this process prints a message to Jupyter. */
export function redirectPrints(): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder();
    process[stream].write = (
      chunk: string | Uint8Array,
      encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      ownCell()?.assertAlive();
      print(stream, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
      if (callback) process.nextTick(callback);
      return true;
    };
  }
  console.clear = () => {
    clearOutput(false);
  };
}

/** Empties the output of the cell; with `wait`, when the next output comes. */
export function clearOutput(wait: boolean): void {
  ownCell()?.assertAlive();
  flushPrints();
  publish(currentCell()?.id ?? 0, "clear_output", { wait });
}
