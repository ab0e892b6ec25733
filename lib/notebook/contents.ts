import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TableFigure } from "../plots";
import { chapterProgress, type ChapterProgress } from "./chapterProgress";
import { display } from "./display";
import { tableHtml, tableText } from "./html";

export interface ContentsOptions {
  /** Where the chapters lie. Default: where the code runs, which in a notebook is its own folder. */
  readonly folder?: string;
}

/**
 * Shows the table of contents with what the reader has done: for each chapter a link, its question, the time it takes, how
 * many of its exercises are solved, and whether it was run. All of it is read from the saved notebooks, so save them first.
 *
 * @param questions the question that each chapter answers, by the name of its file without `.ipynb`
 * @throws RangeError without chapters. A chapter that is missing or damaged gets a row that says so.
 * @example contents({ "03-training": "how is the ELBO trained, and how does it go wrong?" });
 */
export function contents(
  questions: Readonly<Record<string, string>>,
  { folder = process.cwd() }: ContentsOptions = {},
): void {
  const names = Object.keys(questions);
  if (names.length === 0) {
    throw new RangeError(
      'contents: there are no chapters. Give the question of each: { "03-training": "how …?" }.',
    );
  }
  const chapters = names.map((name) => readChapter(folder, name));
  const table: TableFigure = {
    kind: "table",
    columns: ["chapter", "the question it answers", "time", "exercises solved", "state"],
    rows: names.map((name, i) => {
      const chapter = chapters[i]!;
      if (typeof chapter === "string") return [name, questions[name]!, "", "", chapter];
      const { solved, all } = chapter.exercises;
      const exercises = all === 0 ? "none" : `${solved} of ${all}`;
      return [chapter.title, questions[name]!, chapter.time, exercises, stateOf(chapter)];
    }),
    description: summary(chapters.filter((chapter) => typeof chapter !== "string")),
  };
  const linkOf = (row: number, column: number) =>
    column === 0 ? `${encodeURIComponent(names[row]!)}.ipynb` : undefined;
  display({
    data: { "text/html": tableHtml(table, linkOf), "text/plain": tableText(table) },
    metadata: {},
  });
}

/** A chapter's progress, or in words why there is none. */
function readChapter(folder: string, name: string): ChapterProgress | string {
  let text: string;
  try {
    text = readFileSync(join(folder, `${name}.ipynb`), "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    return isMissing ? "not here" : "cannot be read";
  }
  try {
    return chapterProgress(`${name}.ipynb`, text);
  } catch {
    return "damaged: not a notebook";
  }
}

function stateOf({ cells, failed, numbers }: ChapterProgress): string {
  if (cells.run === 0) return "not run";
  if (failed) return "stopped by an error";
  if (cells.run < cells.all) return `${cells.run} of ${cells.all} cells run`;
  return numbers ? "run" : "run, but its numbers are missing";
}

function summary(chapters: readonly ChapterProgress[]): string {
  const count = (part: "solved" | "all") =>
    chapters.reduce((total, { exercises }) => total + exercises[part], 0);
  return `${count("solved")} of ${count("all")} exercises solved`;
}
