import { inspect } from "node:util";
import type { Cells } from "./cells";
import { PrintBuffer, redirectPrints } from "./output";
import { tslabJupyter, typescriptVersion } from "./tslab";
import type { DisplayMessage, Message, Socket } from "./tslab";

interface ExecuteRequest {
  code: string;
  silent?: boolean;
  store_history?: boolean;
  stop_on_error?: boolean;
}

/** What tslab answers. For others it publishes busy and idle, which JupyterLab waits for, and prints a warning. */
const answered = new Set([
  "kernel_info_request",
  "execute_request",
  "is_complete_request",
  "inspect_request",
  "complete_request",
  "comm_info_request",
  "shutdown_request",
]);

/** Time for the messages that are already on their way to arrive, before a failed cell's followers are aborted. */
const arrivalMilliseconds = 20;

/**
 * tslab's server with the repairs that the cookbook cannot do without: no output is lost, errors and results are
 * messages of their own, a display holds several MIME types, an interrupt reaches the cell's `AbortSignal`.
 */
export class KernelServer extends tslabJupyter.ZmqServer {
  private parent: Message | undefined;
  private last: Promise<void> = Promise.resolve();
  /** Cells that were sent before this number was raised do not run. */
  private batch = 0;
  private readonly prints = new PrintBuffer((name, text) => {
    this.publish("stream", { name, text });
  });

  constructor(
    private readonly cells: Cells,
    connectionFile: string,
    private readonly exit: () => void,
  ) {
    super(new tslabJupyter.JupyterHandlerImpl(cells.executor, false), connectionFile);
    redirectPrints((name, text) => {
      this.prints.write(name, text);
    });
    tslabJupyter.lastWriteDisplayData = (message, update) => {
      this.display(message, update === true);
    };
  }

  /** Shows a MIME bundle in the cell that runs, or replaces the one with the same display id. */
  display(message: DisplayMessage, update: boolean): void {
    this.prints.flush();
    this.publish(update ? "update_display_data" : "display_data", {
      data: message.data,
      metadata: message.metadata ?? {},
      transient: message.transient ?? {},
    });
  }

  interrupt(): void {
    this.batch += 1;
    this.cells.interrupt();
  }

  override async bindSocket(socket: Socket, port: number): Promise<void> {
    if (socket === this.iopub) {
      // The default drops what goes beyond a thousand messages, and the idle status with it.
      socket.sendHighWaterMark = 0;
      socket.sendTimeout = 0;
    }
    const { transport, ip } = this.connInfo;
    await socket.bind(transport === "ipc" ? `ipc://${ip}-${port}` : `${transport}://${ip}:${port}`);
  }

  override async handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void> {
    try {
      const type = messageType(frames);
      if (type === "interrupt_request") this.interrupt();
      else if (answered.has(type)) await super.handleShellMessage(socket, ...frames);
      else await withoutWarnings(() => super.handleShellMessage(socket, ...frames));
    } catch (error) {
      console.error("the kernel could not handle a message:", error);
    }
  }

  override handleKernelInfo(socket: Socket, message: Message): void {
    const info = this.handler.handleKernel();
    const language_info = { ...info.language_info, version: typescriptVersion };
    this.reply(socket, message, "kernel_info_reply", { status: "ok", ...info, language_info });
  }

  override handleCommInfoRequest(socket: Socket, message: Message): void {
    this.reply(socket, message, "comm_info_reply", { status: "ok", comms: {} });
  }

  override handleShutdown(socket: Socket, message: Message): void {
    const { restart } = message.content as { restart?: boolean };
    this.reply(socket, message, "shutdown_reply", { status: "ok", restart: restart === true });
  }

  override close(): void {
    super.close();
    this.exit();
  }

  /** Cells run in the order they were sent; those behind a cell that failed are answered as aborted. */
  override async handleExecute(socket: Socket, message: Message): Promise<void> {
    const batch = this.batch;
    const previous = this.last;
    const done = previous.then(async () => {
      if (batch === this.batch) await this.execute(socket, message);
      else this.reply(socket, message, "execute_reply", { status: "aborted" });
    });
    this.last = done.catch(() => undefined);
    await done;
  }

  private async execute(socket: Socket, message: Message): Promise<void> {
    const request = message.content as ExecuteRequest;
    const silent = request.silent === true;
    this.parent = message;
    const { count, error } = await this.cells.run(request.code, {
      counts: !silent && request.store_history !== false,
      onStart: (execution_count) => {
        if (!silent) this.publish("execute_input", { code: request.code, execution_count });
      },
      onResult: (value) => {
        if (silent) return;
        this.prints.flush();
        const data = { "text/plain": typeof value === "string" ? value : inspect(value) };
        const execution_count = this.cells.executionCount;
        this.publish("execute_result", { data, metadata: {}, execution_count });
      },
    });
    this.prints.flush();
    if (error && !silent) this.publish("error", error);
    const stops = error !== undefined && request.stop_on_error !== false;
    if (stops || this.cells.wasInterrupted) {
      await new Promise((resolve) => setTimeout(resolve, arrivalMilliseconds));
      this.batch += 1;
    }
    this.reply(socket, message, "execute_reply", {
      status: error ? "error" : "ok",
      execution_count: count,
      ...(error ?? { user_expressions: {}, payload: [] }),
    });
  }

  private publish(type: string, content: object): void {
    if (this.parent) this.reply(this.iopub, this.parent, type, content);
  }

  private reply(socket: Socket, parent: Message, type: string, content: object): void {
    const message = parent.createReply();
    message.header.msg_type = type;
    message.content = content;
    message.signAndSend(this.connInfo.key, socket);
  }
}

/** The type is read before the signature is checked: it only decides whether tslab sees the message at all. */
function messageType(frames: Buffer[]): string {
  const delimiter = frames.findIndex((frame) => frame.equals(Buffer.from("<IDS|MSG>")));
  const header: unknown = JSON.parse(frames[delimiter + 2]?.toString() ?? "{}");
  const type = (header as { msg_type?: unknown } | null)?.msg_type;
  return typeof type === "string" ? type : "";
}

/** A warning of tslab's would appear in the reader's cell. `start` prints it before it first awaits. */
function withoutWarnings<T>(start: () => T): T {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return start();
  } finally {
    console.warn = warn;
  }
}
