import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Dispatcher } from "undici";
import { diskError } from "./diskError";
import { DownloadError } from "./downloadError";
import { lockFolder } from "./lockFolder";
import type { RemoteFile } from "./remoteFile";
import { MirrorError, sizeOf, transfer } from "./transfer";

export interface DownloadProgress {
  /** the file that is arriving */
  file: string;
  /** of all files together, with those that were there already */
  bytes: number;
  /** of all files together */
  total: number;
}

export interface DownloadOptions {
  /** the function that errors name */
  caller: string;
  files: readonly RemoteFile[];
  folder: string;
  /** addresses that a file's name is appended to; the next one is asked when one fails */
  mirrors: readonly string[];
  /** called at most four times a second, and when a file is complete */
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** attempts in a row that may bring nothing before the next mirror is asked; default 4 */
  attempts?: number;
  /** milliseconds before the second attempt, doubled before each further one; default 500 */
  wait?: number;
}

/**
 * Brings the files into the folder, unless they are there with the right checksums.
 *
 * A file arrives as `<name>.part` and gets its name once its checksum is right, so that a file is whole or
 * absent. A `.part` that was left behind is resumed. Several calls, also of several processes, take turns.
 *
 * @throws DownloadError if every mirror fails; Error if the folder cannot be written; `signal.reason` if aborted
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { caller, files, folder, signal } = options;
  signal?.throwIfAborted();
  // First without the lock: a complete folder may be read-only.
  if ((await missing(folder, files)).length === 0) return;
  try {
    const unlock = await lockFolder(folder, signal);
    try {
      await fetchAll(await missing(folder, files), options);
    } finally {
      await unlock();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw diskError(error, caller, folder) ?? error;
  }
}

/** Those of the files that are not there as they should be. */
async function missing(folder: string, files: readonly RemoteFile[]): Promise<RemoteFile[]> {
  const whole = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file.name);
      const size = await sizeOf(path).catch(() => 0);
      return size === file.bytes && (await md5(path)) === file.md5;
    }),
  );
  return files.filter((_, i) => !whole[i]);
}

async function md5(path: string): Promise<string> {
  const hash = createHash("md5");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function fetchAll(files: readonly RemoteFile[], options: DownloadOptions): Promise<void> {
  // Loaded late: whoever downloads nothing need not wait for it.
  const { EnvHttpProxyAgent, interceptors } = await import("undici");
  // It takes proxies from the usual variables: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
  const agent = new EnvHttpProxyAgent({
    proxyTunnel: false,
    connectTimeout: 10_000,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
  const report = progressReport(files, options);
  try {
    for (const file of files) await fetchFile(file, dispatcher, report, options);
  } finally {
    await agent.destroy();
  }
}

type Report = (file: RemoteFile, bytes: number, complete: boolean) => void;

function progressReport(
  incoming: readonly RemoteFile[],
  { files, onProgress }: DownloadOptions,
): Report {
  const sum = (sizes: Iterable<number>): number => [...sizes].reduce((a, b) => a + b, 0);
  const total = sum(files.map(({ bytes }) => bytes));
  const arrived = new Map(files.map((file) => [file, incoming.includes(file) ? 0 : file.bytes]));
  let last = performance.now();
  return (file, bytes, complete) => {
    arrived.set(file, bytes);
    if (!complete && performance.now() - last < 250) return;
    last = performance.now();
    onProgress?.({ file: file.name, bytes: sum(arrived.values()), total });
  };
}

async function fetchFile(
  file: RemoteFile,
  dispatcher: Dispatcher,
  report: Report,
  options: DownloadOptions,
): Promise<void> {
  const { caller, files, folder, mirrors } = options;
  const failures: string[] = [];
  const hostsByReason = new Map<string, string[]>();
  for (const mirror of mirrors) {
    const url = new URL(file.name, mirror.endsWith("/") ? mirror : `${mirror}/`);
    const failure = await fetchFrom(url, file, dispatcher, report, options);
    if (failure === undefined) return;
    failures.push(`  ${url.href} ${failure}`);
    hostsByReason.set(failure, [...(hostsByReason.get(failure) ?? []), url.host]);
  }
  const names = files.map(({ name }) => name).join(", ");
  const reasons = [...hostsByReason].map(([reason, hosts]) => `${hosts.join(", ")}: ${reason}`);
  throw new DownloadError(
    `${caller}: ${file.name} could not be downloaded.\n${failures.join("\n")}\n` +
      "Run it again to go on from where it stopped; behind a proxy, set HTTPS_PROXY first. " +
      `Without a network, put ${names} into ${folder} by hand.`,
    `${file.name} could not be downloaded (${reasons.join("; ")})`,
  );
}

/** Asks one mirror until the file is there, or for as long as that brings it on; returns why it gave up. */
async function fetchFrom(
  url: URL,
  file: RemoteFile,
  dispatcher: Dispatcher,
  report: Report,
  { folder, signal, attempts = 4, wait = 500 }: DownloadOptions,
): Promise<string | undefined> {
  const path = join(folder, file.name);
  const part = `${path}.part`;
  const onBytes = (bytes: number): void => {
    report(file, bytes, false);
  };
  let idle = 0;
  let wrong = 0;
  for (;;) {
    const before = await sizeOf(part);
    try {
      await transfer(url, part, file, { dispatcher, signal, onBytes });
      if ((await md5(part)) !== file.md5) {
        await rm(part);
        // If some bytes were there before, those may be the wrong ones: once more, from the start.
        wrong += 1;
        throw new MirrorError("sent a file with the wrong checksum", before > 0 && wrong === 1);
      }
      await rename(part, path);
      report(file, file.bytes, true);
      return undefined;
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof MirrorError)) throw error;
      idle = (await sizeOf(part)) - before > 65_536 ? 0 : idle + 1;
      if (!error.again || idle >= attempts) return error.message;
    }
    await pause(wait * 2 ** Math.max(0, idle - 1), undefined, { ...(signal && { signal }) });
  }
}
