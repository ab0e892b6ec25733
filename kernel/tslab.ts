/**
 * The parts of tslab 1.0.22 that this kernel builds on. They are not tslab's public interface, so their types are
 * written down here, in one place, and everything else in `kernel/` uses these.
 */
import * as converter from "tslab/dist/converter";
import * as executor from "tslab/dist/executor";
import * as jupyter from "tslab/dist/jupyter";
import { createRequire } from "node:module";
import { versions } from "tslab";
import type ts from "typescript";

/** One ZeroMQ socket, as far as the kernel touches it. */
export interface Socket {
  bind(address: string): Promise<void>;
  sendHighWaterMark?: number;
  sendTimeout?: number;
}

/** A received message. `createReply` makes one with this message as its parent. */
export interface Message {
  header: { msg_type: string; msg_id: string };
  metadata: object;
  content: object;
  createReply(): Message;
  signAndSend(key: string, socket: Socket): void;
}

/** A zero-based position in a cell. */
export interface Position {
  line: number;
  character: number;
}

/** A type error, found before the cell runs. */
export interface Diagnostic {
  start: Position;
  end: Position;
  messageText: string;
  code: number;
  fileName?: string | undefined;
}

/** What a cell was compiled to. Only `diagnostics` is set when there are any. */
export interface ConvertResult {
  output?: string | undefined;
  diagnostics: Diagnostic[];
}

export interface Converter {
  convert(previousDeclarations: string, source: string): ConvertResult;
  close(): void;
}

export interface ConverterSet {
  readonly node: Converter;
  readonly browser: Converter;
  close(): void;
}

/** tslab tells results and errors through a console of ours: `log(result)`, `error(thrown)`. */
export interface ExecutorConsole {
  log(value?: unknown): void;
  error(...values: unknown[]): void;
}

export interface Executor {
  /** Runs a cell. False when it failed; what it threw has then been given to the console's `error`. */
  execute(source: string): Promise<boolean>;
  /** Makes the cell that is being awaited fail. */
  interrupt(): void;
  close(): void;
}

export interface Handler {
  handleKernel(): { language_info: object };
  close(): void;
}

/** tslab's server: it owns the sockets and answers the messages. The overridable parts only. */
export interface Server {
  connInfo: { key: string; transport: string; ip: string };
  iopub: Socket;
  readonly handler: Handler;
  bindSocket(socket: Socket, port: number): Promise<void>;
  handleShellMessage(socket: Socket, ...frames: Buffer[]): Promise<void>;
  handleKernelInfo(socket: Socket, message: Message): void;
  handleExecute(socket: Socket, message: Message): Promise<void>;
  handleCommInfoRequest(socket: Socket, message: Message): void;
  handleShutdown(socket: Socket, message: Message): void;
  init(): Promise<void>;
  close(): void;
}

/** A display message of the Jupyter protocol: every MIME type of one output in a bundle. */
export interface DisplayMessage {
  data: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
}

interface TslabJupyter {
  ZmqServer: new (handler: Handler, connectionFile: string) => Server;
  JupyterHandlerImpl: new (executor: Executor, isJavaScript: boolean) => Handler;
  /** Where `import { display } from "tslab"` writes to. */
  lastWriteDisplayData: ((message: DisplayMessage, update?: boolean) => void) | null;
}

export const tslabJupyter = jupyter as unknown as TslabJupyter;

export const createConverter = converter.createConverter as unknown as (options: {
  isBrowser: boolean;
}) => Converter;

export const createExecutor = executor.createExecutor as unknown as (
  folder: string,
  converters: ConverterSet,
  console: ExecutorConsole,
) => Executor;

/** tslab's own copy of TypeScript, which its converter uses. */
export const typescript = createRequire(require.resolve("tslab"))(
  "@tslab/typescript-for-tslab",
) as typeof ts;

// tslab's converter cannot bear a change of a package while a cell runs: the cell gets an error from a timer within.
const watchFile = typescript.sys.watchFile?.bind(typescript.sys);
const unwatched = { close: () => undefined };
typescript.sys.watchFile = (path, ...rest) =>
  /\.d\.[cm]?ts$|\.json$|node_modules/.test(path)
    ? unwatched
    : (watchFile?.(path, ...rest) ?? unwatched);
typescript.sys.watchDirectory = () => unwatched;

export const typescriptVersion: string = versions.typescript;
