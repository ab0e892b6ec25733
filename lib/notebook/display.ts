/** What Jupyter's `display_data` message carries. */
export interface DisplayMessage {
  /** One entry per MIME type; the page shows the best one it knows. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** With an id, a later message can replace this one. */
  readonly transient?: { readonly display_id?: string };
}

/** Hands a message to Jupyter. `update` replaces the outputs that have the same display id. */
export type Display = (message: DisplayMessage, update: boolean) => void;

/**
 * Hands a MIME bundle to whichever kernel runs this code: our kernel, which leaves a function under
 * a global symbol; or stock tslab, whose own `display` takes one MIME type only, but whose message
 * writer takes all. In plain Node the text is printed. This is all the library knows of Jupyter.
 */
export function display(message: DisplayMessage, update = false): void {
  const write = kernelDisplay();
  if (write) write({ transient: {}, ...message }, update);
  else console.log(message.data["text/plain"]);
}

/** Whether a notebook shows what is displayed. */
export function inNotebook(): boolean {
  return kernelDisplay() !== undefined;
}

/** The running cell's signal, aborted by Jupyter's interrupt button. Undefined outside our kernel. */
export function interruptSignal(): AbortSignal | undefined {
  const signal: unknown = Reflect.get(globalThis, Symbol.for("vae-cookbook.signal"));
  return typeof signal === "function" ? (signal as () => AbortSignal | undefined)() : undefined;
}

function kernelDisplay(): Display | undefined {
  const ours: unknown = Reflect.get(globalThis, Symbol.for("vae-cookbook.display"));
  if (typeof ours === "function") return ours as Display;
  // Looked up, never required: loading it would start a TypeScript compiler.
  const path = Object.keys(require.cache).find((name) =>
    /tslab[\\/]dist[\\/]jupyter\.js$/.test(name),
  );
  const tslab =
    path === undefined ? undefined : (require.cache[path]?.exports as Tslab | undefined);
  return tslab?.lastWriteDisplayData ?? undefined;
}

interface Tslab {
  /** null before the first cell */
  readonly lastWriteDisplayData?: Display | null;
}
