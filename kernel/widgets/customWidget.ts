import { createHash } from "node:crypto";
import { inspect, isDeepStrictEqual, types } from "node:util";
import { isBinary, isRecord } from "./buffers";
import type { MimeBundle } from "./comms";
import { Listeners } from "./listeners";
import { Model } from "./model";
import { requireText } from "./validate";
import { jupyterDisplay, layout, Widget } from "./widget";

/** The set-up installs the same version of the page's part: scripts/setup/widgets.txt. */
const anywidgetVersion = "~0.11.*";

export interface CustomWidgetOptions<State extends object> {
  /**
   * Source of a JavaScript module for the page, or its address. Its default export is `{ render({ model, el }) }`,
   * as https://anywidget.dev describes it: `model.get(key)`, `model.set(key, value)` with `model.save_changes()`,
   * `model.on("change:key", callback)`.
   */
  esm: string;
  /** A style sheet, or its address. It holds for the whole page: begin its rules with a class of your own. */
  css?: string;
  /**
   * What code and page share. Values are what JSON can hold, or binary: an ArrayBuffer or an array such as
   * Float32Array, which the page gets as a DataView of the same bytes.
   */
  state: State;
  /** What the widget is, in words, wherever the page has no widgets. Default: "custom widget". */
  label?: string;
  /** CSS. Default: as wide as the page. */
  width?: string;
  /**
   * More forms of the same output, by MIME type, for pages without widgets: a picture on GitHub, for example. Its
   * "text/plain" takes the place of the label and the state.
   */
  fallback?: Readonly<MimeBundle>;
}

/** A message of the page's code, sent by `model.send(content, undefined, buffers)`. */
export interface CustomMessage {
  content: unknown;
  buffers: Uint8Array[];
}

/** A widget whose half on the page is yours. */
export class CustomWidget<State extends object> extends Widget {
  private readonly listeners = new Listeners<Readonly<State>>(() => this.describe(), false);
  private readonly messages = new Listeners<CustomMessage>(() => this.describe(), true);
  private readonly label: string;
  private readonly fallback: Readonly<MimeBundle>;
  private current: State;

  constructor(options: CustomWidgetOptions<State>) {
    const { esm, css = "", label = "custom widget", width, fallback = {} } = options;
    requireModule(esm);
    requireText("customWidget", "css", css);
    const state = copyOf(requireState(options.state));
    // Style sheets with the same id replace each other.
    const id = createHash("sha256").update(esm).update("\0").update(css).digest("hex").slice(0, 16);
    const model = new Model(
      { module: "anywidget", moduleVersion: anywidgetVersion, name: "AnyModel", view: "AnyView" },
      { ...state, _esm: esm, _css: css, _anywidget_id: `vae-cookbook-${id}` },
      { layout: layout({ width }) },
    );
    super(model);
    this.label = requireText("customWidget", "label", label);
    this.fallback = requireFallback(fallback);
    this.current = state;
    model.onUpdate = (changes) => {
      this.receive(changes);
    };
    model.onCustom = (content, buffers) => {
      this.messages.call({ content, buffers });
    };
  }

  /** All of the state. Not to be changed in place: set it, or `update` a part of it. */
  get value(): Readonly<State> {
    return this.current;
  }

  set value(value: Readonly<State>) {
    this.update(value);
  }

  /**
   * Changes a part of the state. Only what differs is sent.
   *
   * @throws TypeError if a value cannot be sent
   * @throws RangeError if a key is not in the state that the widget was made with
   */
  update(changes: Readonly<Partial<State>>): void {
    for (const key of Object.keys(requireState(changes))) {
      if (Object.hasOwn(this.current, key)) continue;
      const keys = Object.keys(this.current).join(", ");
      throw new RangeError(
        `customWidget: the state has no ${inspect(key)}, it has ${keys}. Name all keys when it is made.`,
      );
    }
    const different = Object.entries(changes).filter(
      ([key, value]) => !isDeepStrictEqual(value, this.current[key as keyof State]),
    );
    if (different.length === 0) return;
    const copies = copyOf(Object.fromEntries(different));
    this.current = { ...this.current, ...copies };
    this.model.set(copies);
    this.listeners.call(this.current);
  }

  /** Calls the listener with the new state after each change, as `onChange` of a slider does. */
  onChange(listener: (state: Readonly<State>) => unknown): () => void {
    return this.listeners.add(listener);
  }

  /** Sends something that is no state to the page's code, which hears it as "msg:custom". */
  send(content: unknown, buffers: Uint8Array[] = []): void {
    requireSendable("content", content);
    this.model.sendCustom(content, buffers);
  }

  /** Calls the listener with each message of the page's code. */
  onMessage(listener: (message: CustomMessage) => unknown): () => void {
    return this.messages.add(listener);
  }

  describe(): string {
    const text = this.fallback["text/plain"];
    if (typeof text === "string") return text;
    return `${this.label}: ${inspect(this.current, { depth: 1, breakLength: Infinity })}`;
  }

  override [jupyterDisplay](): MimeBundle {
    return { ...super[jupyterDisplay](), ...this.fallback };
  }

  private receive(changes: Record<string, unknown>): void {
    const revived = Object.entries(changes)
      .filter(([key]) => Object.hasOwn(this.current, key))
      .map(([key, value]) => [key, revive(value, this.current[key as keyof State])]);
    this.current = { ...this.current, ...(Object.fromEntries(revived) as Partial<State>) };
    this.listeners.call(this.current);
  }
}

/**
 * A widget whose half on the page is JavaScript of yours, in the way of https://anywidget.dev.
 *
 *     const counter = customWidget({
 *       esm: `export default {
 *         render({ model, el }) {
 *           const button = document.createElement("button");
 *           const draw = () => { button.textContent = model.get("count"); };
 *           button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
 *           model.on("change:count", draw);
 *           draw();
 *           el.append(button);
 *         },
 *       }`,
 *       state: { count: 0 },
 *     });
 *     counter.update({ count: 5 });
 *
 * @throws TypeError  if esm is no module with a default export, or the state holds what cannot be sent
 * @throws RangeError if a key of the state is one that the page needs for itself
 */
export function customWidget<State extends object>(
  options: CustomWidgetOptions<State>,
): CustomWidget<State> {
  return new CustomWidget(options);
}

const reserved = ["layout", "tooltip", "tabbable", "comm"];

function requireState<State extends object>(state: State): State {
  if (!isRecord(state)) {
    throw new TypeError(`customWidget: state must be a plain object, got ${inspect(state)}.`);
  }
  for (const [key, value] of Object.entries(state)) {
    if (key.startsWith("_") || reserved.includes(key)) {
      throw new RangeError(
        `customWidget: the page needs the key ${inspect(key)} for itself. Name it otherwise.`,
      );
    }
    requireSendable(`state.${key}`, value);
  }
  return state;
}

function requireFallback(fallback: Readonly<MimeBundle>): Readonly<MimeBundle> {
  if (!isRecord(fallback)) {
    throw new TypeError(
      `customWidget: fallback must be an object of MIME types and their contents, got ${inspect(fallback)}.`,
    );
  }
  const widgetView = "application/vnd.jupyter.widget-view+json";
  if (Object.hasOwn(fallback, widgetView)) {
    throw new RangeError(
      `customWidget: fallback must be for pages without widgets, it has ${widgetView}. Leave that out.`,
    );
  }
  return { ...fallback };
}

function requireModule(esm: unknown): void {
  const text = requireText("customWidget", "esm", esm);
  if (/^https?:/.test(text) || /\bdefault\b/.test(text)) return;
  throw new TypeError(
    "customWidget: esm must be a JavaScript module with a default export, " +
      `such as "export default { render({ model, el }) { … } }", got ${inspect(text.slice(0, 60))}.`,
  );
}

/** Throws a TypeError unless a value is JSON's or binary. */
function requireSendable(place: string, value: unknown): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (Number.isFinite(value) || isBinary(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) requireSendable(`${place}[${index}]`, item);
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) requireSendable(`${place}.${key}`, item);
  } else {
    throw new TypeError(
      `customWidget: ${place} must be what JSON can hold, or binary, got ${inspect(value, { depth: 0 })}.`,
    );
  }
}

/** A copy that is sent and compared with later: the caller may go on writing to what it gave. */
function copyOf<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (types.isDataView(value)) return new DataView(copyOfBytes(value));
  if (types.isArrayBuffer(value)) return value.slice(0);
  if (types.isTypedArray(value)) return likeArray(value, copyOfBytes(value));
  if (Array.isArray(value)) return value.map(copy);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}

function copyOfBytes(view: NodeJS.ArrayBufferView): ArrayBuffer {
  return new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)).buffer;
}

/** A Node Buffer becomes a Uint8Array. */
function likeArray(model: NodeJS.TypedArray, bytes: ArrayBuffer): NodeJS.TypedArray {
  if (types.isUint8Array(model)) return new Uint8Array(bytes);
  return new (model.constructor as new (buffer: ArrayBuffer) => NodeJS.TypedArray)(bytes);
}

/** Bytes of the page's, in an array of the kind that was there before. */
function revive(value: unknown, before: unknown): unknown {
  if (!types.isUint8Array(value)) return value;
  // Of its own memory, which begins where an array of any kind may begin.
  const bytes = copyOfBytes(value);
  if (types.isArrayBuffer(before)) return bytes;
  if (types.isDataView(before)) return new DataView(bytes);
  const fits = types.isTypedArray(before) && bytes.byteLength % before.BYTES_PER_ELEMENT === 0;
  return fits ? likeArray(before, bytes) : new Uint8Array(bytes);
}
