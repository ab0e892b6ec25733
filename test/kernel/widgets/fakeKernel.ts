/** What a kernel offers to widgets, kept in memory: the test is the page. */
import type { Comm, Comms, MimeBundle } from "../../../kernel/widgets/comms";

export interface Sent {
  type: "open" | "message" | "close" | "display";
  id: string;
  data: Record<string, unknown>;
  metadata: object;
  buffers: Uint8Array[];
}

type Hook = "vae-cookbook.comms" | "vae-cookbook.display";

export class FakeKernel {
  readonly sent: Sent[] = [];
  private readonly open = new Map<string, Comm>();

  constructor() {
    const comms: Comms = {
      open: (target, data, { metadata = {}, buffers = [] } = {}) => {
        if (target !== "jupyter.widget") throw new Error(`an unexpected target: ${target}`);
        const id = `model-${this.open.size + 1}`;
        const comm: Comm = {
          id,
          send: (data, { metadata = {}, buffers = [] } = {}) => {
            this.note("message", id, data, metadata, buffers);
          },
          close: () => {
            this.note("close", id, {}, {}, []);
          },
        };
        this.open.set(id, comm);
        this.note("open", id, data, metadata, buffers);
        return comm;
      },
      registerTarget: () => undefined,
    };
    this.set("vae-cookbook.comms", comms);
    this.set("vae-cookbook.display", ({ data }: { data: MimeBundle }) => {
      this.note("display", "", data, {}, []);
    });
  }

  /** The page changes a model. */
  change(id: string, state: object, more: object = {}, buffers: Uint8Array[] = []): void {
    this.receive(id, { method: "update", state, buffer_paths: [], ...more }, buffers);
  }

  receive(id: string, data: object, buffers: Uint8Array[] = []): void {
    this.open.get(id)!.onMessage!(data, buffers);
  }

  closeFromPage(id: string): void {
    this.open.get(id)!.onClose!();
  }

  /** Takes what was sent since the last call. */
  take(type?: Sent["type"]): Sent[] {
    const taken = this.sent.splice(0);
    return type ? taken.filter((sent) => sent.type === type) : taken;
  }

  /** The states that were sent since the last call. */
  updates(): unknown[] {
    return this.take("message").map(({ data }) => data["state"]);
  }

  remove(): void {
    this.set("vae-cookbook.comms", undefined);
    this.set("vae-cookbook.display", undefined);
  }

  private note(
    type: Sent["type"],
    id: string,
    data: object,
    metadata: object,
    buffers: Uint8Array[],
  ): void {
    // A message is bytes: what happens to an object later is not in it.
    this.sent.push({ type, id, ...structuredClone({ data, metadata, buffers }) } as Sent);
  }

  private set(name: Hook, value: unknown): void {
    Reflect.set(globalThis, Symbol.for(name), value);
  }
}

/** Shows a widget the way a cell's last value is shown, and gives the model's id. */
export function shown(widget: object): string {
  const method = Reflect.get(widget, Symbol.for("Jupyter.display")) as () => MimeBundle;
  const view = method.call(widget)["application/vnd.jupyter.widget-view+json"];
  return (view as { model_id: string }).model_id;
}

/** Longer than the pause between two messages of a model. */
export async function afterPause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 45));
}

/** The state that a model was opened with. */
export function stateOf({ data }: Sent): Record<string, unknown> {
  return data["state"] as Record<string, unknown>;
}
