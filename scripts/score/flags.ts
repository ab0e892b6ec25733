import { statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { expectNumber } from "../../lib/checks";
import type { Settings } from "./gradebook";
import { chaptersFolder } from "./isolated";

export const usage = `Runs participants' notebooks, each in isolation, and scores their exercises.

  npm run score -- <folder> [--chapter 03-training] [--output scores]

  <folder>              <student>/<assignment>/<notebook>.ipynb, or files <student>.ipynb or <student>_….ipynb
  --chapter <name>      score this chapter only; without it every notebook is scored as the chapter that it answers
  --output <folder>     where scores.csv, scores.json and index.html go; default: scores
  --full                with the parameters that the notebooks have, not the chapters' small budget for tests
  --time-limit <s>      wall clock of a notebook; default 300, with --full 3600
  --memory-limit <MB>   of a notebook's kernel and all that it starts; default 4000
  --again               run also what an earlier run has scored and nobody has changed since
  --chapters <folder>   the chapters as they were handed out; default: notebooks
  --help                this text

Participants' notebooks are programs: they run as you, with your network. docs/teaching.md says what this means.`;

/** What a teacher asks for. */
export interface Flags {
  /** The folder of submissions. */
  folder: string;
  output: string;
  /** The folder of the chapters as they were handed out. */
  chapters: string;
  /** The one chapter to score. */
  chapter: string | undefined;
  settings: Settings;
  again: boolean;
}

/**
 * Reads the command's words; undefined for `--help`.
 *
 * @throws RangeError, TypeError in words for the teacher
 */
export function readFlags(words: readonly string[]): Flags | undefined {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      chapter: { type: "string" },
      output: { type: "string", default: "scores" },
      full: { type: "boolean", default: false },
      "time-limit": { type: "string" },
      "memory-limit": { type: "string", default: "4000" },
      again: { type: "boolean", default: false },
      chapters: { type: "string", default: chaptersFolder },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) {
    throw new RangeError(`score: the argument must be one folder of notebooks.\n\n${usage}`);
  }
  const folder = resolve(given);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new RangeError(`score: ${given} is no folder. Give the one with the notebooks in it.`);
  }
  const output = resolve(values.output);
  if (join(output, "/").startsWith(join(folder, "/"))) {
    throw new RangeError(
      `score: --output ${values.output} lies within the folder of submissions, in which nothing is written. Give another.`,
    );
  }
  const limits = {
    seconds: Number(values["time-limit"] ?? (values.full ? 3600 : 300)),
    megabytes: Number(values["memory-limit"]),
  };
  expectNumber("score", "--time-limit", limits.seconds, { min: 1 });
  expectNumber("score", "--memory-limit", limits.megabytes, { min: 1 });
  return {
    ...{ folder, output, again: values.again },
    chapters: resolve(values.chapters),
    chapter: values.chapter && basename(values.chapter, extname(values.chapter)),
    settings: { budget: values.full ? "full" : "test", limits },
  };
}
