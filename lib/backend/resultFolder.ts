import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import writeFileAtomic from "write-file-atomic";
import { expectJson } from "../checks";
import type { ResultStore } from "../training/resultStore";
import { cacheFolder } from "./cacheFolder";
import { checkpointFolder } from "./checkpointFolder";

/** Results on disk, one file each; what `sweep` takes as `results`. */
export interface ResultFolder<Value = unknown, Result = unknown> extends ResultStore {
  /** All results with these settings, those saved last at the end. */
  all(): Promise<{ value: Value; result: Result }[]>;
  /** Forgets the results with these settings, and their checkpoints. */
  clear(): Promise<void>;
}

interface Entry {
  format: typeof FORMAT;
  settings: unknown;
  value: unknown;
  result: unknown;
  /** which save of this folder it was, from 1 */
  number: number;
}

const FORMAT = "vae-cookbook result";

/**
 * A folder of JSON results that outlives the program, by value and settings. A save is atomic: at any moment, also after
 * a crash, each file is complete. Results of other settings are kept apart, so that runs of different models,
 * data, epochs or seeds are never mixed. A run that computes something else needs other settings, too.
 *
 * @param folder   an absolute path, or a name under the cache folder's `results`
 * @param settings everything that a result depends on besides its value; plain JSON, in any order
 * @throws TypeError if settings, a value or a result is not JSON
 * @throws Error     if a file is damaged
 */
export function resultFolder<Value = unknown, Result = unknown>(
  folder: string,
  settings: object,
): ResultFolder<Value, Result> {
  expectJson("resultFolder", "settings", settings);
  const path = async (): Promise<string> => {
    const root = isAbsolute(folder) ? folder : await cacheFolder("results", folder);
    return join(root, digest(settings));
  };
  const fileOf = async (value: unknown): Promise<string> =>
    join(await path(), `${nameOf(value)}.json`);
  const inner = async (value: unknown): Promise<tf.io.IOHandler> =>
    checkpointFolder(join(await path(), nameOf(value)));
  const entries = async (): Promise<Entry[]> => {
    const root = await path();
    const names = await readdir(root).catch(orIfAbsent([]));
    const files = names.filter((name) => name.endsWith(".json"));
    const read = await Promise.all(files.map((name) => readEntry(join(root, name))));
    return read.flatMap((entry) => entry ?? []).sort((a, b) => a.number - b.number);
  };
  return {
    async load(value) {
      const entry = await readEntry(await fileOf(value));
      return entry?.result;
    },
    async save(value, result) {
      expectJson("resultFolder", "the value", value);
      expectJson("resultFolder", "the result", result);
      await mkdir(await path(), { recursive: true });
      const number = ((await entries()).at(-1)?.number ?? 0) + 1;
      const entry: Entry = { format: FORMAT, settings, value, result, number };
      await writeFileAtomic(await fileOf(value), `${JSON.stringify(entry)}\n`);
    },
    checkpoint: (value) => ({
      save: async (artifacts) => await (await inner(value)).save!(artifacts),
      load: async () => await (await inner(value)).load!(),
    }),
    async removeCheckpoint(value) {
      await rm(join(await path(), nameOf(value)), { recursive: true, force: true });
    },
    async all() {
      return (await entries()).map(({ value, result }) => ({
        value: value as Value,
        result: result as Result,
      }));
    },
    async clear() {
      await rm(await path(), { recursive: true, force: true });
    },
  };
}

async function readEntry(file: string): Promise<Entry | undefined> {
  const text = await readFile(file, "utf8").catch(orIfAbsent(undefined));
  if (text === undefined) return undefined;
  let entry: Partial<Entry> | null;
  try {
    entry = JSON.parse(text) as Partial<Entry> | null;
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
  if (entry?.format !== FORMAT || entry.result === undefined)
    throw damaged(file, "it is no result");
  return entry as Entry;
}

function damaged(file: string, why: string): Error {
  return new Error(
    `resultFolder: ${file} is damaged (${why}). Delete it; its run is then repeated.`,
  );
}

/** A file name from which people see the value, and which no two values share. */
function nameOf(value: unknown): string {
  const text = typeof value === "string" ? value : canonical(value);
  const readable = text
    .replace(/[^\w.-]+/g, "_")
    .replace(/^[_.]+|_+$/g, "")
    .slice(0, 40);
  return `${readable}-${digest(value)}`;
}

const digest = (value: unknown): string =>
  createHash("sha256").update(canonical(value)).digest("hex").slice(0, 12);

/** JSON that is the same for objects that differ only in the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function orIfAbsent<T>(value: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return value;
    throw error;
  };
}
