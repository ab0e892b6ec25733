import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole, type Score } from "./gradebook";

/** Scores of an earlier run, so that a run that was stopped goes on. A file for each notebook, named by all that decides its score. */
export class Kept {
  constructor(private readonly folder: string) {}

  /** @param parts what the score depends on: contents, limits, budget */
  static key(parts: readonly unknown[]): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
  }

  /** The score with this key, if its executed notebook is there too. */
  async get(key: string, executed: string): Promise<Score | undefined> {
    try {
      await stat(executed);
      return JSON.parse(await readFile(this.file(key), "utf8")) as Score;
    } catch {
      return undefined;
    }
  }

  async set(key: string, score: Score): Promise<void> {
    await writeWhole(this.file(key), JSON.stringify(score));
  }

  private file(key: string): string {
    return join(this.folder, `${key}.json`);
  }
}
