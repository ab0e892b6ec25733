/** A kernel of ours behind Jupyter's own client. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const repository = resolve(__dirname, "../..");

export interface CellOutcome {
  reply: { status: string; execution_count?: number; ename?: string; evalue?: string } & Record<
    string,
    unknown
  >;
  outputs: { type: string; content: Record<string, unknown> }[];
  seconds: number;
}

export interface Kernel {
  readonly pid: number;
  /** The process of the client, which is the kernel's parent. */
  readonly clientPid: number;
  execute(code: string, options?: ExecuteOptions): Promise<CellOutcome>;
  /** Sends all cells at once. */
  executeAll(codes: string[], options?: ExecuteOptions): Promise<CellOutcome[]>;
  request(
    kind: string,
    content: object,
  ): Promise<{ type: string; content: Record<string, unknown> } | null>;
  shutdown(): Promise<{ gone: boolean; seconds: number }>;
  stop(): Promise<void>;
}

export interface ExecuteOptions {
  interrupt_after?: number;
  silent?: boolean;
  stop_on_error?: boolean;
  timeout?: number;
}

export async function startKernel(folder = join(repository, "test/kernel")): Promise<Kernel> {
  const { jupyterEnvironment, jupyterPython } =
    await import("../../scripts/setup/jupyterEnvironment.mjs");
  const client = spawn(jupyterPython, [join(__dirname, "client.py"), folder], {
    stdio: ["pipe", "pipe", "inherit"],
    env: jupyterEnvironment(),
  });
  const lines = createInterface(client.stdout)[Symbol.asyncIterator]();
  const receive = async (): Promise<unknown> => {
    const { value, done } = (await lines.next()) as { value: string; done?: boolean };
    if (done === true) throw new Error("startKernel: the client has ended.");
    return JSON.parse(value);
  };
  const call = async <T>(method: string, args: object = {}): Promise<T> => {
    client.stdin.write(`${JSON.stringify({ method, arguments: args })}\n`);
    const { value, error } = (await receive()) as { value: T; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  };
  const executeAll: Kernel["executeAll"] = async (codes, options = {}) =>
    await call("execute", { codes, ...options });
  return {
    pid: (await receive()) as number,
    clientPid: client.pid!,
    executeAll,
    execute: async (code, options) => (await executeAll([code], options))[0]!,
    request: async (kind, content) => await call("request", { kind, content }),
    shutdown: async () => await call("shutdown"),
    stop: async () => {
      if (client.exitCode !== null || client.signalCode !== null) return;
      const exited = once(client, "exit");
      client.stdin.end();
      await exited;
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

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
