import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { encodeFrame, FrameReader } from "../frames";
import { descriptors } from "../runtime/protocol";
import type { Command, RuntimeEvent } from "../runtime/protocol";

export interface RuntimeHandlers {
  event(event: RuntimeEvent): void;
  /** What native code, or a program that a cell started, wrote to the process's own stdout or stderr. */
  wrote(name: "stdout" | "stderr", text: string): void;
  /** The process ended by itself, after all its events; in words, why. */
  ended(reason: string): void;
}

const lastWordsBegin =
  /<--- Last few GCs --->|----- (Native|JavaScript) stack trace -----|FATAL ERROR: /;

/** The process that runs the cells. */
export class RuntimeProcess {
  private readonly child: ChildProcess;
  private readonly commands: Writable;
  private readonly interrupts: Writable;
  private exitCode: number | undefined;
  private outOfMemory = false;
  private dying = false;
  private stopped = false;

  /** @param folder the notebook's, where the cells run */
  constructor(
    folder: string,
    private readonly handlers: RuntimeHandlers,
  ) {
    this.child = spawn(
      process.execPath,
      [
        // A synchronous loop is ended by force, which leaves Node's bookkeeping of callbacks unbalanced; with
        // these checks on, Node would take that for a bug of its own and abort.
        "--no-force-async-hooks-checks",
        ...process.execArgv,
        join(__dirname, "..", "runtime", "main.js"),
      ],
      { cwd: folder, stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"] },
    );
    const stream = (descriptor: number) => this.child.stdio[descriptor];
    this.commands = stream(descriptors.commands) as Writable;
    this.interrupts = stream(descriptors.interrupts) as Writable;
    // Writing to a process that has just ended is no error: its end is reported.
    for (const writable of [this.commands, this.interrupts]) writable.on("error", () => undefined);
    const reader = new FrameReader<RuntimeEvent>((event) => {
      if (event.type === "exiting") this.exitCode = event.code;
      else if (!this.stopped) handlers.event(event);
    });
    (stream(descriptors.events) as Readable).on("data", (piece: Buffer) => {
      reader.push(piece);
    });
    this.listen("stdout");
    this.listen("stderr");
    // "close" comes when the process has ended and all that it wrote was read.
    this.child.on("close", (code, signal) => {
      if (!this.stopped) handlers.ended(this.reason(code, signal));
    });
    this.child.on("error", (error) => {
      if (!this.stopped) handlers.ended(`could not be started (${error.message})`);
    });
  }

  send(command: Command): void {
    this.commands.write(encodeFrame(command));
  }

  /** Stops the running cell, also one that never lets go of the processor in JavaScript. */
  interrupt(): void {
    this.interrupts.write("i");
  }

  /** Ends the process at once, without a word to the handlers. */
  kill(): void {
    this.stopped = true;
    this.child.kill("SIGKILL");
  }

  private listen(name: "stdout" | "stderr"): void {
    const decoder = new TextDecoder();
    this.child[name]!.on("data", (piece: Buffer) => {
      let text = decoder.decode(piece, { stream: true });
      this.outOfMemory ||= text.includes("JavaScript heap out of memory");
      // The last words of Node and V8 are pages about themselves; the reader is told in one sentence.
      const lastWords = text.search(lastWordsBegin);
      if (this.dying) text = "";
      else if (lastWords >= 0) {
        this.dying = true;
        text = text.slice(0, lastWords);
      }
      if (text.trim() !== "" && !this.stopped) this.handlers.wrote(name, text);
    });
  }

  private reason(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.outOfMemory) return "ran out of memory";
    if (this.exitCode !== undefined) return `ended with process.exit(${this.exitCode})`;
    if (signal === "SIGKILL") return "was killed, perhaps because the machine ran out of memory";
    if (signal !== null) return `crashed in native code (${signal})`;
    return `ended with code ${code}`;
  }
}
