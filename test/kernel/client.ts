/** A kernel of ours behind Jupyter's own client. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../..");

export interface Published {
  type: string;
  content: Record<string, unknown>;
}

export interface CellOutcome {
  reply: { status: string; execution_count?: number; ename?: string; evalue?: string } & Record<
    string,
    unknown
  >;
  outputs: Published[];
  seconds: number;
  /** From the last interrupt to the end. */
  sinceInterrupt: number | null;
  /** `early`: the reply came before the cell's. */
  aside: (Published & { early: boolean })[];
}

export interface ExecuteOptions {
  /** Seconds after which the kernel is interrupted: from the start, or from when `ready` was printed. */
  interrupts?: number[];
  /** A text that the cell prints once it has come to what is to be interrupted. */
  ready?: string;
  silent?: boolean;
  store_history?: boolean;
  stop_on_error?: boolean;
  user_expressions?: Record<string, string>;
  timeout?: number;
  /** What is typed when a cell asks. */
  answers?: string[];
  /** Requests sent half a second later, while the cell runs. */
  aside?: [string, object][];
}

export interface StartOptions {
  folder?: string;
  transport?: "tcp" | "ipc";
  ip?: string;
  encryption?: "required";
  /** What the kernel logs is thrown away. */
  quiet?: boolean;
}

export type Kernel = Awaited<ReturnType<typeof startKernel>>;

export async function startKernel(options: StartOptions = {}) {
  const { jupyterEnvironment, jupyterPython } =
    await import("../../scripts/setup/jupyterEnvironment.mjs");
  const settings = { folder: join(repository, "test/kernel"), ...options };
  // The history lies there: a reader's is for what the reader ran.
  const data = await mkdtemp(join(tmpdir(), "vae-cookbook-kernel-"));
  const client = spawn(jupyterPython, [join(__dirname, "client.py"), JSON.stringify(settings)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...jupyterEnvironment(), JUPYTER_DATA_DIR: data },
  });
  // Not `readline`, which loses text of lines that are millions of characters long.
  const waiting: ((line: string) => void)[] = [];
  let pieces: string[] = [];
  client.stdout.setEncoding("utf8").on("data", (piece: string) => {
    const [head, ...tail] = piece.split("\n");
    pieces.push(head!);
    for (const next of tail) {
      waiting.shift()?.(pieces.join(""));
      pieces = [next];
    }
  });
  const ended = once(client, "exit").then((): never => {
    throw new Error("startKernel: the client has ended.");
  });
  ended.catch(() => undefined);
  const receive = async (): Promise<unknown> => {
    const line = new Promise<string>((resolve) => waiting.push(resolve));
    return JSON.parse(await Promise.race([line, ended]));
  };
  const first = receive();
  const call = async <T>(method: string, args: object = {}): Promise<T> => {
    const answer = receive();
    client.stdin.write(`${JSON.stringify({ method, arguments: args })}\n`);
    const { value, error } = (await answer) as { value: T; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  };
  /** Sends all cells at once. */
  const executeAll = async (codes: string[], options: ExecuteOptions = {}) =>
    await call<CellOutcome[]>("execute", { codes, ...options });
  return {
    pid: (await first) as number,
    /** The process of the client, which is the kernel's parent. */
    clientPid: client.pid!,
    executeAll,
    execute: async (code: string, options?: ExecuteOptions) =>
      (await executeAll([code], options))[0]!,
    connection: async () => await call<{ transport: string; curve: boolean }>("connection"),
    /** What comes after the last cell has ended, so many messages or more. `own`: it is that cell's. */
    late: async (count: number) => await call<(Published & { own: boolean })[]>("late", { count }),
    request: async (kind: string, content: object, channel: "shell" | "control" = "shell") =>
      await call<{ type: string | null; content: Record<string, unknown>; published: Published[] }>(
        "request",
        { kind, content, channel },
      ),
    /** Frames in base64, see `client.py`; each message gets one more frame of so many bytes. */
    sendFrames: async (
      messages: string[][],
      channel: "shell" | "control" = "shell",
      padding = 0,
    ) => {
      await call("send_frames", { messages, channel, padding });
    },
    restart: async () => {
      await call("restart");
    },
    shutdown: async () => await call<{ gone: boolean; seconds: number }>("shutdown"),
    stop: async () => {
      if (client.exitCode === null && client.signalCode === null) {
        const exited = once(client, "exit");
        client.stdin.end();
        await exited;
      }
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What a cell printed, joined. */
export function printed(cell: CellOutcome, name = "stdout"): string {
  return cell.outputs
    .filter(({ type, content }) => type === "stream" && content["name"] === name)
    .map(({ content }) => content["text"] as string)
    .join("");
}

export function outputsOf(cell: CellOutcome, type: string): Record<string, unknown>[] {
  return cell.outputs.filter((output) => output.type === type).map(({ content }) => content);
}

/** The text of a cell's result. */
export function resultOf(cell: CellOutcome): string | undefined {
  const [result] = outputsOf(cell, "execute_result") as { data: { "text/plain": string } }[];
  return result?.data["text/plain"];
}

/** Whether a process is there, and has not ended without its parent having noticed yet. */
export function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits up to 10 s for a process to end, and says whether it has. */
export async function hasEnded(pid: number): Promise<boolean> {
  for (let waited = 0; isRunning(pid) && waited < 10_000; waited += 50) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
  return !isRunning(pid);
}

/** Resident memory of a process, MB. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
