import type { CompiledCell, SideModule } from "../language/contract";

/** What the server tells the runtime. */
export type Command =
  | RunCommand
  | CommCommand
  | { type: "input"; cell: number; value: string }
  /** Of a cell that is not run: the compiler gives each version once. */
  | { type: "modules"; modules: SideModule[] };

export interface RunCommand {
  type: "run";
  /** Never used twice; what the cell puts out carries it. */
  id: number;
  /** The number that Jupyter shows beside the cell. */
  executionCount: number;
  source: string;
  cell: CompiledCell;
  /** No result is shown. */
  silent: boolean;
  /** For an expression whose value the front end asks for: it is in `done`, not shown. */
  isExpression: boolean;
  allowInput: boolean;
  /** How many interrupts had been sent before it. */
  interrupts: number;
}

/** From the page to a comm that code of the runtime listens to. */
export interface CommCommand {
  type: "comm_open" | "comm_msg" | "comm_close";
  id: string;
  target?: string;
  data: object;
  buffers: Uint8Array[];
}

/** What the runtime tells the server. */
export type RuntimeEvent =
  | PublishEvent
  | { type: "input"; cell: number; prompt: string; password: boolean }
  | { type: "exiting"; code: number }
  | DoneEvent;

/** A message for every front end, in the name of a cell. */
export interface PublishEvent {
  type: "publish";
  cell: number;
  messageType: PublishedType;
  /** JSON */
  content: string;
  /** JSON */
  metadata?: string;
  buffers?: Uint8Array[];
}

export type PublishedType =
  | "stream"
  | "display_data"
  | "update_display_data"
  | "execute_result"
  | "clear_output"
  | "comm_open"
  | "comm_msg"
  | "comm_close";

export interface DoneEvent {
  type: "done";
  cell: number;
  assigned: string[];
  error?: JupyterError;
  interrupted: boolean;
  /** JSON of `{ data, metadata }`, for an expression. */
  value?: string;
}

/** An error as Jupyter wants it. */
export interface JupyterError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** File descriptors of the runtime process beside 0, 1 and 2. */
export const descriptors = { events: 3, commands: 4, interrupts: 5 } as const;
