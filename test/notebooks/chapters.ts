import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

export const repository = resolve(__dirname, "../..");
export const folder = join(repository, "notebooks");

/** The chapters: `03-training`, and so on. */
export const chapters = readdirSync(folder)
  .filter((name) => /^\d\d-[^.]+\.ipynb$/.test(name))
  .map((name) => name.replace(/\.ipynb$/, ""))
  .sort();

export function pathOf(chapter: string): string {
  return join(folder, `${chapter}.ipynb`);
}

if (chapters.length === 0) throw new Error(`there are no chapters in ${folder}.`);
