import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { log } from "./log";

/** One executed cell. Sessions count up from 1; a kernel's life is a session. */
export interface HistoryEntry {
  session: number;
  line: number;
  input: string;
  output: string | null;
}

/** As Jupyter wants them: `[session, line, input]`, or `[session, line, [input, output]]`. */
export type HistoryItem = [number, number, string | [string, string | null]];

const largest = 5000;

/** What was executed, in this session and in those before, which lie in a file of one JSON object a line. */
export class History {
  private readonly file: string | undefined;
  private loaded: HistoryEntry[] | undefined;
  private session = 1;
  private begun = false;

  /** @param file undefined keeps the history in memory */
  constructor(file: string | undefined) {
    this.file = file;
  }

  add(line: number, input: string, output: string | null): void {
    // A kernel that began since the file was read may have this session's number.
    if (!this.begun) this.loaded = undefined;
    this.begun = true;
    const entries = this.entries();
    const entry = { session: this.session, line, input, output };
    entries.push(entry);
    if (this.file === undefined) return;
    try {
      appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      log(`the history could not be written to ${this.file}:`, error);
    }
  }

  /** The last `n`. */
  tail(n: number): HistoryEntry[] {
    return n > 0 ? this.entries().slice(-n) : [];
  }

  /** Lines from `start` up to, not including, `stop` of a session: 0 is this one, −1 the one before. */
  range(session: number, start: number, stop: number | undefined): HistoryEntry[] {
    const entries = this.entries();
    const wanted = session > 0 ? session : this.session + session;
    return entries.filter(
      (entry) =>
        entry.session === wanted &&
        entry.line >= start &&
        (stop === undefined || entry.line < stop),
    );
  }

  /** The last `n` whose whole input fits a pattern of `*` (any text) and `?` (any character). */
  search(pattern: string, n: number | undefined, unique: boolean): HistoryEntry[] {
    let found = this.entries().filter(({ input }) => fits(input, pattern));
    if (unique) found = [...new Map(found.map((entry) => [entry.input, entry])).values()];
    return n === undefined ? found : found.slice(-n);
  }

  /** Read when first needed, so that a kernel starts without it. */
  private entries(): HistoryEntry[] {
    if (this.loaded) return this.loaded;
    const read = this.read();
    // Not the last line's: kernels that run at the same time share the file.
    this.session = 1 + read.reduce((most, { session }) => Math.max(most, session), 0);
    this.loaded = read;
    return read;
  }

  private read(): HistoryEntry[] {
    if (this.file === undefined) return [];
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      const entries = readFileSync(this.file, "utf8").split("\n").flatMap(parseEntry);
      if (entries.length <= largest) return entries;
      const kept = entries.slice(-largest / 2);
      writeFileAtomic.sync(this.file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(""));
      return kept;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
        log(`the history ${this.file} could not be read:`, error);
      }
      return [];
    }
  }
}

/** Whether a text as a whole fits a pattern. Takes at most as many steps as both are long, multiplied. */
function fits(text: string, pattern: string): boolean {
  let [at, next] = [0, 0];
  // Where the last star stands, and how far it reaches so far.
  let [star, reach] = [-1, 0];
  while (at < text.length) {
    const wanted = pattern[next];
    if (wanted === "*") {
      star = next++;
      reach = at;
    } else if (wanted === "?" || wanted === text[at]) {
      next++;
      at++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++reach;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}

export function toItem(entry: HistoryEntry, withOutput: boolean): HistoryItem {
  const { session, line, input, output } = entry;
  return [session, line, withOutput ? [input, output] : input];
}

/** A line that a crash cut short, or that another program wrote, is passed over. */
function parseEntry(line: string): HistoryEntry[] {
  try {
    const entry = JSON.parse(line) as Partial<HistoryEntry> | null;
    const { session, line: number, input, output } = entry ?? {};
    if (!Number.isInteger(session) || !Number.isInteger(number) || typeof input !== "string")
      return [];
    return [{ session: session!, line: number!, input, output: output ?? null }];
  } catch {
    return [];
  }
}
