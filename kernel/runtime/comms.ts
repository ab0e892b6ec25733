import { randomUUID } from "node:crypto";
import { Cell } from "./cell";
import { currentCell, within } from "./context";
import { publish } from "./outbox";
import { flushPrints } from "./prints";
import type { CommCommand } from "./protocol";

/** A line between code of the runtime and code of the page. */
export interface Comm {
  readonly id: string;
  send(data: object, options?: { metadata?: object; buffers?: readonly Uint8Array[] }): void;
  close(data?: object): void;
  onMessage?: (data: object, buffers: Uint8Array[]) => void;
  onClose?: () => void;
}

export interface OpenOptions {
  id?: string;
  metadata?: object;
  buffers?: readonly Uint8Array[];
}

type Handler = (comm: Comm, data: object, buffers: Uint8Array[]) => void;

/** The comms of this runtime. Messages of the page are handled in the name of the cell that opened the comm. */
export class Comms {
  private readonly open_ = new Map<string, { comm: Comm; cell: Cell | undefined }>();
  private readonly targets = new Map<string, { handler: Handler; cell: Cell | undefined }>();

  open(target: string, data: object, options: OpenOptions = {}): Comm {
    const { id = randomUUID(), metadata = {}, buffers = [] } = options;
    const comm = this.add(id, owner());
    flushPrints();
    const content = { comm_id: id, target_name: target, data };
    publish(currentCell()?.id ?? 0, "comm_open", content, { metadata, buffers });
    return comm;
  }

  /** The handler is called when the page opens a comm with this target. */
  registerTarget(target: string, handler: Handler): void {
    this.targets.set(target, { handler, cell: owner() });
  }

  /** A message of the page. What a handler throws is thrown here: uncaught, it is printed in the handler's cell. */
  receive({ type, id, target, data, buffers }: CommCommand): void {
    if (type === "comm_open") {
      const registered = this.targets.get(target ?? "");
      if (!registered) {
        publish(currentCell()?.id ?? 0, "comm_close", { comm_id: id, data: {} });
        return;
      }
      const comm = this.add(id, registered.cell);
      within(registered.cell, () => {
        registered.handler(comm, data, buffers);
      });
      return;
    }
    const known = this.open_.get(id);
    if (!known) return;
    if (type === "comm_close") this.open_.delete(id);
    within(known.cell, () => {
      if (type === "comm_msg") known.comm.onMessage?.(data, buffers);
      else known.comm.onClose?.();
    });
  }

  private add(id: string, cell: Cell | undefined): Comm {
    const cellId = () => currentCell()?.id ?? cell?.id ?? 0;
    const comm: Comm = {
      id,
      send: (data, options) => {
        flushPrints();
        publish(cellId(), "comm_msg", { comm_id: id, data }, options);
      },
      close: (data = {}) => {
        if (!this.open_.delete(id)) return;
        publish(cellId(), "comm_close", { comm_id: id, data });
      },
    };
    this.open_.set(id, { comm, cell });
    return comm;
  }
}

/** A cell like the current one: a widget outlives the cell that made it, also one that was stopped. */
function owner(): Cell | undefined {
  const cell = currentCell();
  return cell && new Cell(cell.command);
}
