/** The process that runs the cells. The server starts it and starts it anew when it ends. */
import { Socket } from "node:net";
import { FrameReader } from "../frames";
import type { Cell } from "./cell";
import { Comms } from "./comms";
import { currentCell, followPromises, originOf, within } from "./context";
import { display } from "./display";
import { Errors } from "./errors";
import { Inputs } from "./inputs";
import { Interrupts, isBalance } from "./interrupts";
import { Modules } from "./modules";
import { send } from "./outbox";
import { clearOutput, flushPrints, print, redirectPrints } from "./prints";
import { descriptors } from "./protocol";
import type { Command } from "./protocol";
import { tieProgramsToCells } from "./programs";
import { Runner, uncaughtText } from "./runner";
import { tieTimersToCells } from "./timers";

Error.stackTraceLimit = 50;
const errors = new Errors();
const comms = new Comms();
const inputs = new Inputs();
const modules = new Modules(process.cwd(), errors);
const runner = new Runner(modules, errors, () => interrupts);
const interrupts = new Interrupts((byForce, isLate) => {
  runner.interrupt(byForce, isLate);
});

const setImmediate = globalThis.setImmediate;
redirectPrints();
followPromises();
tieTimersToCells();
tieProgramsToCells();

// What code finds of the kernel, without depending on it.
Object.assign(globalThis, {
  [Symbol.for("vae-cookbook.signal")]: () => runner.signalFor(currentCell()),
  [Symbol.for("vae-cookbook.display")]: display,
  [Symbol.for("vae-cookbook.clearOutput")]: clearOutput,
  [Symbol.for("vae-cookbook.comms")]: comms,
  input: inputs.ask,
});

const reader = new FrameReader<Command>((command) => {
  // In a turn of its own: code that is ended by force takes down what called it.
  setImmediate(() => {
    if (command.type === "run") runner.run(command);
    else if (command.type === "input") inputs.answer(command.cell, command.value);
    else if (command.type === "modules") modules.add(command.modules);
    else comms.receive(command);
  });
});
new Socket({ fd: descriptors.commands, readable: true, writable: false }).on("data", (piece) => {
  reader.push(piece);
});

process.on("uncaughtException", (thrown) => {
  report("Uncaught", thrown, originOf());
});
process.on("unhandledRejection", (thrown, promise) => {
  report("Unhandled rejection", thrown, originOf(promise));
});

/** An error that no code caught is printed in the cell that it comes from. */
function report(kind: string, thrown: unknown, cell: Cell | undefined): void {
  // The second is the end of an interrupted cell's waits and downloads.
  if (isBalance(thrown) || (cell?.controller.signal.aborted === true && cell.isEnd(thrown))) return;
  within(undefined, () => {
    print("stderr", uncaughtText(errors, kind, thrown), cell);
  });
}

// Ctrl-C in a terminal reaches every process of the group; the server decides what it means.
process.on("SIGINT", () => undefined);

// The last words.
process.on("exit", (code) => {
  flushPrints();
  send({ type: "exiting", code });
});
const abort = process.abort.bind(process);
process.abort = () => {
  flushPrints();
  return abort();
};
