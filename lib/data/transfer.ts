import { open, rm, stat } from "node:fs/promises";
import type { Dispatcher } from "undici";
import type { RemoteFile } from "./remoteFile";

/** The mirror did not deliver. `again`: it is worth asking the same mirror once more. */
export class MirrorError extends Error {
  constructor(
    message: string,
    readonly again: boolean,
  ) {
    super(message);
  }
}

interface TransferOptions {
  dispatcher: Dispatcher;
  signal: AbortSignal | undefined;
  /** how many bytes of the file are there now */
  onBytes: (bytes: number) => void;
}

/**
 * One attempt to bring `part` to the size of `file`: asks for the bytes that it lacks, and starts again
 * where the server sends the whole file regardless. What arrived stays in `part` when the attempt fails.
 *
 * @throws MirrorError if the server or the network fails; errors of the file system as they are
 */
export async function transfer(
  url: URL,
  part: string,
  file: RemoteFile,
  { dispatcher, signal, onBytes }: TransferOptions,
): Promise<void> {
  const offset = await sizeOf(part);
  // As large or larger: the checksum will tell.
  if (offset >= file.bytes) return;

  const response = await dispatcher
    .request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: "GET",
      signal: signal ?? null,
      headers: {
        // The .gz file itself, not packed once more for the journey.
        "accept-encoding": "identity",
        ...(offset > 0 ? { range: `bytes=${offset}-` } : {}),
      },
    })
    .catch(networkFailure);
  // Whoever leaves early closes the connection.
  const body = response.body.on("error", () => undefined);
  try {
    const start = await firstByte(response, offset, file, part);
    await save(body, part, start, file, onBytes);
  } finally {
    body.destroy();
  }
}

/** Where in the file the body starts, if it is the body that was asked for. */
async function firstByte(
  { statusCode, headers }: Dispatcher.ResponseData,
  offset: number,
  file: RemoteFile,
  part: string,
): Promise<number> {
  if (statusCode === 416) {
    await rm(part, { force: true });
    throw new MirrorError("refused to resume (416)", true);
  }
  if (statusCode !== 200 && statusCode !== 206) {
    const passing = statusCode >= 500 || statusCode === 408 || statusCode === 429;
    throw new MirrorError(`answered ${statusCode}`, passing);
  }
  const start = statusCode === 206 ? offset : 0;
  // The length shows whether it is the right part; the checksum has the last word.
  const length = headers["content-length"];
  if (length !== undefined && start + Number(length) !== file.bytes) {
    throw wrongSize(start + Number(length), file);
  }
  return start;
}

async function save(
  body: AsyncIterable<Uint8Array>,
  part: string,
  start: number,
  file: RemoteFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const handle = await open(part, start > 0 ? "a" : "w");
  let bytes = start;
  const chunks = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      // Only the network can fail here, only the disk below.
      const chunk = await chunks.next().catch(networkFailure);
      if (chunk.done) break;
      bytes += chunk.value.length;
      if (bytes > file.bytes) throw wrongSize(bytes, file);
      await handle.appendFile(chunk.value);
      onBytes(bytes);
    }
  } finally {
    await handle.close();
  }
  if (bytes < file.bytes) {
    throw new MirrorError(`ended after ${count(bytes)} of ${count(file.bytes)} bytes`, true);
  }
}

export async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  return stats?.size ?? 0;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name was not found",
  EAI_AGAIN: "its name could not be looked up",
  ECONNREFUSED: "refused the connection",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  UND_ERR_CONNECT_TIMEOUT: "did not answer",
};

const INTERRUPTED: Readonly<Record<string, string>> = {
  ECONNRESET: "cut the connection",
  EPIPE: "cut the connection",
  UND_ERR_SOCKET: "cut the connection",
  UND_ERR_HEADERS_TIMEOUT: "stopped answering",
  UND_ERR_BODY_TIMEOUT: "stopped sending",
};

function networkFailure(error: unknown): never {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const unreachable = UNREACHABLE[code];
  throw new MirrorError(unreachable ?? INTERRUPTED[code] ?? message, unreachable === undefined);
}

function wrongSize(bytes: number, file: RemoteFile): MirrorError {
  return new MirrorError(`sent ${count(bytes)} bytes instead of ${count(file.bytes)}`, false);
}

function count(n: number): string {
  return n.toLocaleString("en-US");
}
