import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { encodeFrame, FrameReader } from "../frames";
import { descriptors } from "../runtime/protocol";
import type { Command, RunCommand, RuntimeEvent } from "../runtime/protocol";

export interface RuntimeHandlers {
  event(event: RuntimeEvent): void;
  /** What native code, or a program that a cell started, wrote to the process's own stdout or stderr. */
  wrote(name: "stdout" | "stderr", text: string): void;
  /** The process ended by itself, after all its events; in words, why. */
  ended(reason: string): void;
}

/** How the pages begin that Node and V8 write about themselves before they die. */
const lastWordsBegin =
  /<--- Last few GCs --->|----- (Native|JavaScript) stack trace -----|FATAL ERROR: /;

/** A process that has not ended so long after its last words had none: another program wrote them. Milliseconds. */
const dyingTime = 2000;

/** What a process gets that did something which the processor refuses. */
const crashes = new Set(["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP"]);

/** The process that runs the cells. */
export class RuntimeProcess {
  private readonly child: ChildProcess;
  private readonly commands: Writable;
  private readonly interrupts: Writable;
  private interruptsSent = 0;
  private exitCode: number | undefined;
  private lastWords = "";
  private dying: NodeJS.Timeout | undefined;
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
      {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
        // A group of its own, so that the programs that cells started end with it.
        detached: true,
      },
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
    this.child.on("exit", () => {
      this.killGroup();
    });
    // "close" comes when the process has ended and all that it wrote was read.
    this.child.on("close", (code, signal) => {
      if (this.exitCode !== undefined) this.writeLastWords();
      clearTimeout(this.dying);
      if (!this.stopped) handlers.ended(this.reason(code, signal));
    });
    this.child.on("error", (error) => {
      const reason = `could not be started in ${folder} (${error.message})`;
      if (!this.stopped) handlers.ended(reason);
    });
  }

  run(command: Omit<RunCommand, "type" | "interrupts">): void {
    this.send({ type: "run", ...command, interrupts: this.interruptsSent });
  }

  send(command: Command): void {
    this.commands.write(encodeFrame(command));
  }

  /** Stops the running cell, also one that never lets go of the processor in JavaScript. */
  interrupt(): void {
    this.interruptsSent += 1;
    this.interrupts.write("i");
  }

  /** Ends the process at once, with the programs that it started, without a word to the handlers. */
  kill(): void {
    this.stopped = true;
    this.killGroup();
  }

  private killGroup(): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, "SIGKILL");
    } catch {
      // Nobody is left in it.
    }
  }

  private listen(name: "stdout" | "stderr"): void {
    const decoder = new TextDecoder();
    this.child[name]!.on("data", (piece: Buffer) => {
      const text = decoder.decode(piece, { stream: true });
      const begin = name === "stderr" ? text.search(lastWordsBegin) : -1;
      if (this.lastWords === "" && begin < 0) {
        this.write(name, text);
        return;
      }
      if (this.lastWords === "") {
        this.write(name, text.slice(0, begin).trimEnd());
        this.lastWords = text.slice(begin);
        // The reader is told of a death in one sentence instead.
        this.dying = setTimeout(() => {
          this.writeLastWords();
        }, dyingTime).unref();
      } else if (name === "stderr") {
        this.lastWords += text;
        this.dying?.refresh();
      } else this.write(name, text);
    });
  }

  private write(name: "stdout" | "stderr", text: string): void {
    if (text !== "" && !this.stopped) this.handlers.wrote(name, text);
  }

  /** They were no last words: the process lives, or has ended in another way. */
  private writeLastWords(): void {
    this.write("stderr", this.lastWords);
    this.lastWords = "";
  }

  private reason(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.lastWords.includes("heap out of memory")) return "ran out of memory";
    if (this.exitCode !== undefined) return `ended with process.exit(${this.exitCode})`;
    if (signal === "SIGKILL") return "was killed, perhaps because the machine ran out of memory";
    if (signal !== null && crashes.has(signal)) return `crashed in native code (${signal})`;
    return signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
  }
}
