import { statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { expectNumber } from "../../lib/checks";
import { expectNoneSwallowed } from "../runner/swallowed";
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

const options = {
  chapter: { type: "string" },
  output: { type: "string", default: "scores" },
  full: { type: "boolean", default: false },
  "time-limit": { type: "string" },
  "memory-limit": { type: "string", default: "4000" },
  again: { type: "boolean", default: false },
  chapters: { type: "string", default: chaptersFolder },
  help: { type: "boolean", default: false },
} as const;

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
  const { values, positionals } = parseArgs({ args: [...words], allowPositionals: true, options });
  if (values.help) return undefined;
  const own = Object.keys(options).filter((flag) => flag !== "help");
  expectNoneSwallowed("npm run score", own, words);
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) {
    throw new RangeError(`score: the argument must be one folder of notebooks.\n\n${usage}`);
  }
  const folder = resolve(given);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new RangeError(`score: ${given} is no folder. Give the one with the notebooks in it.`);
  }
  const output = resolve(values.output);
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new RangeError(`score: --output ${values.output} is a file. Name a folder.`);
  }
  if (join(output, "/").startsWith(join(folder, "/"))) {
    throw new RangeError(
      `score: --output ${values.output} lies within the folder of submissions, in which nothing is written. Give another.`,
    );
  }
  const seconds = values["time-limit"] ?? (values.full ? "3600" : "300");
  const limits = {
    // Node's timers end at 2³¹ ms, and one that is longer fires at once.
    seconds: limit("--time-limit", seconds, "Give seconds, such as 600.", 1e6),
    megabytes: limit("--memory-limit", values["memory-limit"], "Give megabytes, such as 2000."),
  };
  return {
    ...{ folder, output, again: values.again },
    chapters: resolve(values.chapters),
    chapter: values.chapter && basename(values.chapter, extname(values.chapter)),
    settings: { budget: values.full ? "full" : "test", limits },
  };
}

function limit(flag: string, text: string, remedy: string, max = Infinity): number {
  const value = Number(text);
  if (Number.isNaN(value)) {
    throw new RangeError(`score: ${flag} is "${text}", which is no number. ${remedy}`);
  }
  expectNumber("score", flag, value, { min: 1, max, remedy });
  return value;
}
