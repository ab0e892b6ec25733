import { inspect } from "node:util";
import { currentCell, ownCell } from "./context";
import { publish } from "./outbox";
import { flushPrints } from "./prints";

/** One output in every form that a page may want. */
export interface MimeBundle {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

/** A display message of the Jupyter protocol. */
export interface DisplayMessage {
  data: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  /** With a display id, a later message can replace this one. */
  transient?: { display_id?: string };
}

/**
 * A method under this symbol gives the MIME bundle of a value, or a promise of it: a library sets it on its classes
 * to have them shown. The convention is Deno's.
 */
const displaySymbol = Symbol.for("Jupyter.display");

/** How a value is shown as a cell's result. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const own = displayMethod(value);
  if (own) {
    const data: unknown = await own.call(value);
    if (typeof data === "object" && data !== null) {
      return { data: data as Record<string, unknown>, metadata: {} };
    }
  }
  const text = typeof value === "string" ? value : inspect(value);
  return { data: { "text/plain": text }, metadata: {} };
}

/** Shows a MIME bundle in the cell that runs, or replaces the one with the same display id. */
export function display(message: DisplayMessage, update = false): void {
  ownCell()?.assertAlive();
  flushPrints();
  publish(currentCell()?.id ?? 0, update ? "update_display_data" : "display_data", {
    data: message.data,
    metadata: message.metadata ?? {},
    transient: message.transient ?? {},
  });
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    return undefined;
  const method: unknown = Reflect.get(value, displaySymbol);
  return typeof method === "function" ? (method as () => unknown) : undefined;
}
