import { joinBuffers, splitBuffers } from "./buffers";
import type { Comm } from "./comms";
import { findComms } from "./comms";

/** Which class of the page's draws a model. Layouts and styles are models too. */
export interface ModelType {
  module: string;
  moduleVersion: string;
  name: string;
  view: string;
  viewModule?: string;
}

/** A state may name other models, such as a box its children. */
export type ModelState = Record<string, unknown>;

/** A page draws no more pictures than this a second; milliseconds between two messages of a model. */
const interval = 33;

/**
 * One model of ipywidgets' front end: a state that the page mirrors. The page hears of it when it is opened, so what
 * is never shown costs nothing.
 *
 * Changes go out at once. When they follow each other faster than a page can draw, those in between are left out; the
 * last one always arrives.
 */
export class Model {
  /** A change of the page's. */
  onUpdate: (changes: ModelState) => void = () => undefined;
  /** What the page sends beside changes. */
  onCustom: (content: unknown, buffers: Uint8Array[]) => void = () => undefined;

  private comm: Comm | undefined;
  private unsent: ModelState = {};
  private sentAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private messages = 0;
  /** The number of the message that last told the page of a key. */
  private readonly toldIn = new Map<string, number>();

  private readonly state: ModelState;

  /** @param parts models that belong to this one and close with it, such as its layout; keys of the state as well */
  constructor(
    private readonly type: ModelType,
    state: ModelState,
    private readonly parts: Record<string, Model> = {},
  ) {
    this.state = { ...state, ...parts };
  }

  get isOpen(): boolean {
    return this.comm !== undefined;
  }

  /** Makes the page know the model, and gives its id. Undefined where no kernel with comms runs this code. */
  open(): string | undefined {
    if (this.comm) return this.comm.id;
    const comms = findComms();
    if (!comms) return undefined;
    const { module, moduleVersion, name, view, viewModule = module } = this.type;
    const { state, buffer_paths, buffers } = splitBuffers(
      withIds({
        _model_module: module,
        _model_module_version: moduleVersion,
        _model_name: name,
        _view_module: viewModule,
        _view_module_version: moduleVersion,
        _view_name: view,
        ...this.state,
      }),
    );
    const metadata = { version: "2.1.0" };
    const comm = comms.open("jupyter.widget", { state, buffer_paths }, { metadata, buffers });
    comm.onMessage = (data, received) => {
      this.receive(data, received);
    };
    comm.onClose = () => {
      this.forget();
      this.closeParts();
    };
    this.comm = comm;
    return comm.id;
  }

  set(changes: ModelState): void {
    Object.assign(this.state, changes);
    if (!this.comm) return;
    Object.assign(this.unsent, changes);
    const wait = this.sentAt + interval - performance.now();
    if (wait <= 0) this.flush();
    else {
      this.timer ??= setTimeout(() => {
        this.flush();
      }, wait);
    }
  }

  sendCustom(content: unknown, buffers: Uint8Array[] = []): void {
    this.flush();
    this.comm?.send({ method: "custom", content }, { buffers });
  }

  /** Takes it off every page. */
  close(): void {
    const { comm } = this;
    this.forget();
    comm?.close();
    this.closeParts();
  }

  private closeParts(): void {
    for (const part of Object.values(this.parts)) part.close();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const changes = this.unsent;
    this.unsent = {};
    if (!this.comm || Object.keys(changes).length === 0) return;
    this.sentAt = performance.now();
    this.messages += 1;
    for (const key of Object.keys(changes)) this.toldIn.set(key, this.messages);
    const { buffers, ...split } = splitBuffers(withIds(changes));
    this.comm.send({ method: "update", ...split, message: this.messages }, { buffers });
  }

  private receive(data: object, buffers: Uint8Array[]): void {
    const { method, state, buffer_paths, seen, content } = data as Record<string, unknown>;
    if (method === "custom") this.onCustom(content, buffers);
    if (method !== "update") return;
    const entries = Object.entries(joinBuffers(state, buffer_paths, buffers) ?? {});
    // Where the page's change and a later one of the code's have crossed, the page is about to be told of the code's.
    const hasCrossed = (key: string) =>
      typeof seen === "number" && (this.toldIn.get(key) ?? 0) > seen;
    const accepted = entries.filter(([key]) => Object.hasOwn(this.state, key) && !hasCrossed(key));
    if (accepted.length === 0) return;
    for (const [key, value] of accepted) {
      this.state[key] = value;
      Reflect.deleteProperty(this.unsent, key);
    }
    this.onUpdate(Object.fromEntries(accepted));
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.unsent = {};
    this.comm = undefined;
    this.toldIn.clear();
    this.messages = 0;
  }
}

/** The state with each model named by its id, as the page refers to it. A model is opened before it is named. */
function withIds(state: ModelState): ModelState {
  const named = (value: unknown): unknown => {
    if (value instanceof Model) return `IPY_MODEL_${value.open() ?? ""}`;
    return Array.isArray(value) && value.some((item) => item instanceof Model)
      ? value.map(named)
      : value;
  };
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, named(value)]));
}
