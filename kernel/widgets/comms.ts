/**
 * What widgets need of the kernel that runs them. It leaves both under global symbols; elsewhere, in plain Node or
 * under another kernel, there is neither.
 */

/** Lines between code and the page, as Jupyter's protocol has them. */
export interface Comms {
  open(
    target: string,
    data: object,
    options?: { id?: string; metadata?: object; buffers?: Uint8Array[] },
  ): Comm;
  registerTarget(
    target: string,
    handler: (comm: Comm, data: object, buffers: Uint8Array[]) => void,
  ): void;
}

/** One line. Both ends can send, and both can close it. */
export interface Comm {
  readonly id: string;
  send(data: object, options?: { metadata?: object; buffers?: Uint8Array[] }): void;
  close(data?: object): void;
  onMessage?: (data: object, buffers: Uint8Array[]) => void;
  onClose?: () => void;
}

/** One output, an entry for each MIME type that it is offered in. */
export type MimeBundle = Record<string, unknown>;

type Display = (message: { data: MimeBundle }, update?: boolean) => void;

export function findComms(): Comms | undefined {
  return Reflect.get(globalThis, Symbol.for("vae-cookbook.comms")) as Comms | undefined;
}

export function findDisplay(): Display | undefined {
  return Reflect.get(globalThis, Symbol.for("vae-cookbook.display")) as Display | undefined;
}
