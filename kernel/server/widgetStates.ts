import { isRecord, joinBuffers, splitBuffers } from "../widgets/buffers";
import type { BufferPath } from "../widgets/buffers";

/** What a message on a comm carries. */
export interface CommContent {
  data: object;
  buffers: Uint8Array[];
}

/** What the page gets back for a message of its own. */
export interface Answer extends CommContent {
  /** What to hand to the runtime in place of the page's data, with these buffers. Undefined: it has no part in it. */
  forward: object | undefined;
}

/** A comm that the runtime has opened. */
export interface OpenedComm {
  id: string;
  target: string;
  data: object;
  metadata: object;
  buffers: readonly Uint8Array[];
}

interface Mirror {
  /** Binary values are at their place in it. */
  state: Map<string, unknown>;
  /** The last numbered message of the runtime's that is in it. */
  message: number;
}

/** A state deeper than this is not stored: what reads it later has a stack that ends. */
const deepest = 100;

/**
 * The state of every widget of the runtime, as the page should show it: the runtime's changes and the page's, in the
 * order in which the server saw them. A page that is loaded anew gets all of it from here, and its changes are
 * acknowledged from here, while the runtime may be busy.
 *
 * What the page sends is judged, and ignored where it does not fit. Nothing here throws.
 */
export class WidgetStates {
  /** In the order in which they were opened, so that a model comes after those that it names. */
  private readonly mirrors = new Map<string, Mirror>();

  opened({ id, target, data, buffers }: OpenedComm): void {
    if (target !== "jupyter.widget") return;
    const changes = changesIn(data, buffers);
    if (changes) this.mirrors.set(id, { state: new Map(Object.entries(changes)), message: 0 });
  }

  closed(id: string): void {
    this.mirrors.delete(id);
  }

  fromKernel(id: string, data: object, buffers: readonly Uint8Array[]): void {
    const mirror = this.mirrors.get(id);
    if (!mirror) return;
    const { method, message } = fieldsOf(data);
    const changes = method === "update" ? changesIn(data, buffers) : undefined;
    for (const [key, value] of Object.entries(changes ?? {})) mirror.state.set(key, value);
    if (typeof message === "number") mirror.message = message;
  }

  /**
   * Takes in a change of the page's and gives what to send to it on the same comm, between busy and idle. Undefined
   * where there is nothing to send, such as for a click, and for a comm that is no widget's: the runtime gets those
   * as they are.
   */
  fromPage(id: string, data: object, buffers: readonly Uint8Array[]): Answer | undefined {
    const mirror = this.mirrors.get(id);
    if (!mirror) return undefined;
    const { method } = fieldsOf(data);
    if (method === "request_state") {
      const { buffers, ...state } = splitBuffers(Object.fromEntries(mirror.state));
      return { data: { method: "update", ...state }, buffers, forward: undefined };
    }
    const changes = method === "update" ? changesIn(data, buffers) : undefined;
    // As ipywidgets has it, the page changes what the code has told it of. Names with "_" say what a model is.
    const accepted = Object.entries(changes ?? {}).filter(
      ([key]) => !key.startsWith("_") && mirror.state.has(key),
    );
    if (accepted.length === 0) return undefined;
    for (const [key, value] of accepted) mirror.state.set(key, value);
    const { buffers: echoed, ...split } = splitBuffers(Object.fromEntries(accepted));
    return {
      data: { method: "echo_update", ...split },
      buffers: echoed,
      forward: { method: "update", ...split, seen: mirror.message },
    };
  }

  /** Whether a page asks on comms of this target for all widgets. */
  isControl(target: string): boolean {
    return target === "jupyter.widget.control";
  }

  /** The answer on a control comm: every widget's state. Undefined for a question that is another. */
  controlReply(data: object): CommContent | undefined {
    const { method } = fieldsOf(data);
    if (method !== "request_states") return undefined;
    const states: [string, object][] = [];
    const buffer_paths: BufferPath[] = [];
    const all: Uint8Array[] = [];
    for (const [id, mirror] of this.mirrors) {
      const { state, ...binary } = splitBuffers(Object.fromEntries(mirror.state));
      const {
        _model_name: model_name,
        _model_module: model_module,
        _model_module_version: model_module_version,
      } = state;
      states.push([id, { model_name, model_module, model_module_version, state }]);
      for (const path of binary.buffer_paths) buffer_paths.push([id, "state", ...path]);
      for (const buffer of binary.buffers) all.push(buffer);
    }
    return {
      data: { method: "update_states", states: Object.fromEntries(states), buffer_paths },
      buffers: all,
    };
  }

  /** The runtime has ended, and its widgets with it. Gives the ids of the comms to close. */
  clear(): string[] {
    const ids = [...this.mirrors.keys()];
    this.mirrors.clear();
    return ids;
  }
}

/** The state that a message carries, with its binary values at their place. Undefined where they do not fit. */
function changesIn(
  data: object,
  buffers: readonly Uint8Array[],
): Record<string, unknown> | undefined {
  const { state, buffer_paths } = fieldsOf(data);
  if (!isShallow(state, deepest)) return undefined;
  // Copied, since what arrives may be a small part of a large piece of memory.
  return joinBuffers(
    state,
    buffer_paths,
    buffers.map((buffer) => new Uint8Array(buffer)),
  );
}

function fieldsOf(data: unknown): Record<string, unknown> {
  return isRecord(data) ? data : {};
}

function isShallow(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) && !isRecord(value)) return true;
  return depth > 0 && Object.values(value).every((item) => isShallow(item, depth - 1));
}
