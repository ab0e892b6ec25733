import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Verdict } from "../../lib/notebook/check";
import type { ChapterNumbers } from "../runner/notebook";
import type { Ending, Limits } from "./isolated";

/** A row of the gradebook. */
export interface Score {
  student: string;
  /** The chapter, "" if none could be made out. */
  assignment: string;
  /** The file, relative to the folder of submissions; "" if there is none. */
  notebook: string;
  /** How its run ended, or "not run". */
  status: Ending | "not run";
  /** The status in words, and what a teacher should look at. */
  remarks: string[];
  /** One for each exercise of the chapter. */
  verdicts: Verdict[];
  numbers?: ChapterNumbers;
  seconds: number;
  megabytes: number;
}

/** The settings of a run, which stand in scores.json. */
export interface Settings {
  budget: "test" | "full";
  limits: Limits;
}

/** A point for each exercise that is right. */
export function pointsOf({ verdicts }: Score): number {
  return verdicts.filter(({ verdict }) => verdict === "right").length;
}

/** Writes scores.csv, with a gradebook's columns as nbgrader names them, and scores.json, which has all that is known. */
export async function writeScores(
  folder: string,
  scores: readonly Score[],
  settings: Settings,
): Promise<void> {
  await writeWhole(join(folder, "scores.csv"), csv(scores));
  const rows = scores.map(({ student, verdicts, ...rest }) => ({
    student_id: student,
    ...rest,
    score: pointsOf({ student, verdicts, ...rest }),
    max_score: verdicts.length,
    exercises: verdicts,
  }));
  await writeWhole(
    join(folder, "scores.json"),
    `${JSON.stringify({ command: "npm run score", settings, scores: rows }, null, 2)}\n`,
  );
}

export function csv(scores: readonly Score[]): string {
  const head = [
    ...["assignment", "student_id", "raw_score", "score", "max_score"],
    ...["status", "remarks", "verdicts", "seconds", "memory_mb", "notebook"],
  ];
  const rows = scores.map((score) => [
    ...[score.assignment, score.student, pointsOf(score), pointsOf(score), score.verdicts.length],
    ...[score.status, score.remarks.join("; ")],
    score.verdicts.map(({ verdict }) => verdict).join(" "),
    ...[score.seconds, score.megabytes, score.notebook],
  ]);
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** Names come from others: what a spreadsheet would take for a formula gets an apostrophe. */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** In one step, so that it is never seen half written. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Its own, since another run may write into the same folder.
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, text);
  await rename(temporary, file);
}
