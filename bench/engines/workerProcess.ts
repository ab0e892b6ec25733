import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Command } from "./job";

export interface WorkerSpec {
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  /** a variable that names a folder which must be empty at each start */
  emptyFolder?: string;
}

export type Answer = Record<string, unknown>;

/** Where an engine does not answer. Compiling on a slow machine can take minutes. */
const patience = 10 * 60_000;

/** A worker in a process of its own: a line of JSON in, a line out. */
export class WorkerProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly started = performance.now();
  private readonly ended: Promise<void>;
  private over = false;
  private complaints: string[] = [];
  private waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;

  constructor({ argv: [program, ...words], env }: WorkerSpec, job: string) {
    this.child = spawn(program!, [...words, job], { env });
    createInterface({ input: this.child.stdout }).on("line", (line) =>
      this.settle()?.resolve(line),
    );
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      this.complaints = [...this.complaints, line].slice(-20);
    });
    // Writing to a process that is gone; what it said on the way is told below.
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (why: string): void => {
        this.over = true;
        this.settle()?.reject(new Error([why, ...this.complaints.slice(-1)].join(": ")));
        resolve();
      };
      this.child.on("error", (error) => {
        end(error.message);
      });
      this.child.on("close", (status, signal) => {
        end(`its process ended with ${signal ?? `status ${status}`}`);
      });
    });
  }

  /** Milliseconds since the process was started. */
  get age(): number {
    return performance.now() - this.started;
  }

  /** @throws Error with what the worker says, or why it says nothing */
  async ask(command: Command): Promise<Answer> {
    if (this.over) throw new Error("its process has ended");
    const line = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.settle()?.reject(
          new Error(`no answer to "${command.do}" in ${patience / 60_000} minutes`),
        );
        this.child.kill("SIGKILL");
      }, patience);
      const settled = <T>(then: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer);
          then(value);
        };
      };
      this.waiting = { resolve: settled(resolve), reject: settled(reject) };
      this.child.stdin.write(`${JSON.stringify(command)}\n`);
    });
    const answer = JSON.parse(line) as Answer;
    if (typeof answer["error"] === "string") throw new Error(answer["error"]);
    return answer;
  }

  /** Peak of what was resident and the proportional share now, in MB; only Linux tells both. */
  memory(): { peak?: number; pss?: number } {
    const kilobytes = (file: string, name: string): number | undefined => {
      if (!existsSync(file)) return undefined;
      const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(file, "utf8"));
      return found ? (Number(found[1]) * 1024) / 1e6 : undefined;
    };
    const folder = `/proc/${this.child.pid}`;
    const peak = kilobytes(`${folder}/status`, "VmHWM");
    const pss = kilobytes(`${folder}/smaps_rollup`, "Pss");
    return { ...(peak !== undefined && { peak }), ...(pss !== undefined && { pss }) };
  }

  /** Lets it end, and ends it if it does not. */
  async stop(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 3000);
    await this.ended;
    clearTimeout(timer);
  }

  private settle(): WorkerProcess["waiting"] {
    const { waiting } = this;
    this.waiting = undefined;
    return waiting;
  }
}
