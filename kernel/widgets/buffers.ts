import { types } from "node:util";

/** Binary values travel beside a message's JSON: where each belongs, as keys and indices from the outermost in. */
export type BufferPath = (string | number)[];

export interface SplitState {
  /** Free of binary values: they are missing from objects, and null in arrays. */
  state: Record<string, unknown>;
  buffer_paths: BufferPath[];
  buffers: Uint8Array[];
}

/** Takes the binary values out of a state. What is given stays as it is; only what has to change is copied. */
export function splitBuffers(state: Readonly<Record<string, unknown>>): SplitState {
  const split: SplitState = { state: {}, buffer_paths: [], buffers: [] };
  const strip = (value: unknown, path: BufferPath): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item: unknown, index) =>
        isBinary(item) ? take(item, [...path, index], null) : strip(item, [...path, index]),
      );
      return items.some((item, index) => item !== value[index]) ? items : value;
    }
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    const kept = entries.flatMap(([key, item]) => {
      if (isBinary(item)) return take(item, [...path, key], []);
      return [[key, strip(item, [...path, key])] as const];
    });
    const same = kept.length === entries.length && kept.every(([key, item]) => item === value[key]);
    return same ? value : Object.fromEntries(kept);
  };
  const take = <T>(value: ArrayBufferView | ArrayBuffer, path: BufferPath, instead: T): T => {
    split.buffer_paths.push(path);
    split.buffers.push(bytesOf(value));
    return instead;
  };
  split.state = strip(state, []) as Record<string, unknown>;
  return split;
}

/**
 * The inverse: a copy of the state with each buffer at its place. Undefined when the three do not fit together, which
 * is no error here: they come from outside.
 */
export function joinBuffers(
  state: unknown,
  paths: unknown,
  buffers: readonly Uint8Array[],
): Record<string, unknown> | undefined {
  if (!isRecord(state)) return undefined;
  if (paths === undefined || paths === null) return buffers.length === 0 ? state : undefined;
  if (!Array.isArray(paths) || paths.length !== buffers.length) return undefined;
  const copies = new Set<object>();
  const copyOf = (value: unknown): unknown => {
    if ((!isRecord(value) && !Array.isArray(value)) || copies.has(value)) return value;
    const copy: object = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
    copies.add(copy);
    return copy;
  };
  const joined = copyOf(state) as Record<string, unknown>;
  for (const [index, path] of (paths as unknown[]).entries()) {
    if (!Array.isArray(path) || path.length === 0) return undefined;
    let place: unknown = joined;
    for (const key of path.slice(0, -1) as unknown[]) {
      if (!holds(place, key)) return undefined;
      const holder = place as Record<string | number, unknown>;
      place = holder[key] = copyOf(holder[key]);
    }
    const last = path.at(-1) as unknown;
    // An object lacks the key of a buffer; an array holds null in its place.
    const fits = Array.isArray(place)
      ? holds(place, last)
      : isRecord(place) && typeof last === "string" && last !== "__proto__";
    if (!fits) return undefined;
    (place as Record<string | number, unknown>)[last as string | number] = buffers[index];
  }
  return joined;
}

/** Whether a value is an object of JSON's kind, not an array or a class's own. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

export function isBinary(value: unknown): value is ArrayBufferView | ArrayBuffer {
  return ArrayBuffer.isView(value) || types.isArrayBuffer(value);
}

/** Whether `key` is a place that is there. Names of `Object.prototype` are none. */
function holds(value: unknown, key: unknown): key is string | number {
  if (Array.isArray(value)) {
    return typeof key === "number" && Number.isInteger(key) && key >= 0 && key < value.length;
  }
  return (
    isRecord(value) && typeof key === "string" && key !== "__proto__" && Object.hasOwn(value, key)
  );
}

/** The bytes of a binary value, not copied. */
function bytesOf(value: ArrayBufferView | ArrayBuffer): Uint8Array {
  if (types.isUint8Array(value)) return value;
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
}
