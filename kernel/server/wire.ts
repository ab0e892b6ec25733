import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import type { IHeader } from "@jupyterlab/services/lib/kernel/messages";

/** Version of the messaging protocol that the kernel speaks. */
export const protocolVersion = "5.4";

/** The types that the kernel answers or sends; those of JupyterLab's package and the newer ones that it lacks. */
export type Header = Omit<IHeader, "msg_type"> & { msg_type: string };

/** A message of the Jupyter protocol, as it came from a front end. */
export interface Message {
  /** ZeroMQ's name of the sender; empty on iopub. */
  identities: Buffer[];
  header: Header;
  parentHeader: Header | Record<string, never>;
  metadata: Readonly<Record<string, unknown>>;
  content: Readonly<Record<string, unknown>>;
  buffers: Buffer[];
}

/** A message to a front end. `content` and `metadata` may be JSON already. */
export interface Outgoing {
  identities?: Buffer[];
  type: string;
  parent: Header | undefined;
  content: object | string;
  metadata?: object | string;
  buffers?: readonly Uint8Array[];
}

const delimiter = Buffer.from("<IDS|MSG>");

/** Turns messages into ZeroMQ frames and back, with signatures. */
export class Wire {
  private readonly session = randomUUID();

  /** @param hash of `crypto.createHmac`; messages are not signed when the key is empty */
  constructor(
    private readonly key: string,
    private readonly hash: string,
  ) {}

  encode({ identities = [], type, parent, content, metadata = {}, buffers = [] }: Outgoing) {
    const header: Header = {
      msg_id: randomUUID(),
      session: this.session,
      username: "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: protocolVersion,
    };
    const parts = [header, parent ?? {}, metadata, content].map((part) =>
      Buffer.from(typeof part === "string" ? part : JSON.stringify(part)),
    );
    const signature = Buffer.from(this.sign(parts));
    return [...identities, delimiter, signature, ...parts, ...buffers.map(asBuffer)];
  }

  /** Throws a TypeError for frames that are no message, or not one that was signed with our key. */
  decode(frames: readonly Buffer[]): Message {
    const at = frames.findIndex((frame) => frame.equals(delimiter));
    if (at < 0) throw new TypeError(`decode: ${frames.length} frames without <IDS|MSG>.`);
    const [signature, ...rest] = frames.slice(at + 1);
    const parts = rest.slice(0, 4);
    if (!signature || parts.length < 4) {
      throw new TypeError(
        `decode: a message has 5 frames after <IDS|MSG>, got ${rest.length + 1}.`,
      );
    }
    const expected = Buffer.from(this.sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new TypeError("decode: the signature does not fit the message.");
    }
    const [header, parentHeader, metadata, content] = parts.map(parseObject);
    if (!isHeader(header!))
      throw new TypeError("decode: the header lacks msg_id, msg_type or session.");
    return {
      identities: frames.slice(0, at),
      header,
      parentHeader: isHeader(parentHeader!) ? parentHeader : {},
      metadata: metadata!,
      content: content!,
      buffers: rest.slice(4),
    };
  }

  private sign(parts: readonly Buffer[]): string {
    if (this.key === "") return "";
    const hmac = createHmac(this.hash, this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }
}

function parseObject(frame: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(frame.toString());
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError("decode: header, parent, metadata and content are JSON objects.");
  }
  return value as Record<string, unknown>;
}

function isHeader(value: object): value is Header {
  const { msg_id, msg_type, session } = value as Partial<Record<keyof Header, unknown>>;
  return [msg_id, msg_type, session].every((field) => typeof field === "string");
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
