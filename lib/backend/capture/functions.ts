import type { Binding } from "./nativeBackend";
import { encodeFunction, type FunctionDef } from "./proto";

/**
 * How many functions stay registered that nothing uses at the moment. XLA keeps what it has compiled, 6 to 10 MB a
 * function, also of those that are removed: to compile one again would take that memory once more.
 */
export const KEPT = 200;

interface Registered {
  readonly name: string;
  readonly parts: readonly string[];
  users: number;
}

// TensorFlow has one context a process, so there is one register a process: by content, in the order of last use.
const registered = new Map<string, Registered>();
let count = 0;

/**
 * Registers a function and returns its name. The same content is the same function, so that the step of another
 * model of the same size is not compiled again. Every `use` needs a `release`.
 *
 * @param definition without a name
 * @param parts      functions that this one calls; they are released with it
 */
export function use(
  binding: Binding,
  definition: FunctionDef,
  parts: readonly string[] = [],
): string {
  const content = new TextDecoder("latin1").decode(encodeFunction(definition));
  const known = registered.get(content);
  if (known) {
    known.users++;
    for (const part of parts) release(binding, part);
    return known.name;
  }
  const name = `captured_${++count}`;
  const signature = { ...definition.signature, name };
  binding.addFunction(encodeFunction({ ...definition, signature }));
  registered.set(content, { name, parts, users: 1 });
  return name;
}

/** Lets a function go: it is removed once enough others have been used since. */
export function release(binding: Binding, name: string): void {
  const [content, entry] = [...registered].find(([, known]) => known.name === name)!;
  entry.users--;
  registered.delete(content);
  registered.set(content, entry);
  const unused = [...registered].filter(([, { users }]) => users === 0);
  for (const [oldest, removed] of unused.slice(0, Math.max(0, unused.length - KEPT))) {
    registered.delete(oldest);
    binding.removeFunction(removed.name);
    for (const part of removed.parts) release(binding, part);
  }
}
