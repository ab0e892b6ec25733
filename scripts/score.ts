/** npm run score -- submitted --chapter 03-training: runs participants' notebooks in isolation and scores their exercises. */
import { mkdir, readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { runMain } from "./runner/runMain";
import { readChapters } from "./score/chapter";
import { readFlags, usage } from "./score/flags";
import { pointsOf, writeScores, writeWhole, type Score } from "./score/gradebook";
import { page } from "./score/page";
import { Scorer } from "./score/scorer";
import { collect } from "./score/submissions";

async function main(words: string[]): Promise<number> {
  const flags = readFlags(words);
  if (!flags) {
    console.log(usage);
    return 0;
  }
  const { folder, output, chapter: only, settings, again } = flags;
  const chapters = await readChapters(flags.chapters);
  const names = chapters.map(({ name }) => name);
  if (only !== undefined && !names.includes(only)) {
    throw new RangeError(`score: there is no chapter "${only}". There are: ${names.join(", ")}.`);
  }
  const { submissions, leftOut } = await collect(folder, names, only);
  if (submissions.length === 0) {
    const what = only === undefined ? "notebook" : `notebook of ${only}`;
    throw new RangeError(
      `score: there is no ${what} in ${folder}. docs/teaching.md shows how to lay them out.`,
    );
  }
  await mkdir(output, { recursive: true });
  const controller = new AbortController();
  // A closed terminal and `kill` are for us alone, too: the kernel has a group of its own.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) return;
      console.error("\nStopping. Start again to go on: what is scored is kept.");
      controller.abort(new Error("Stopped."));
    });
  }

  const scorer = new Scorer({
    ...{ folder, output, chapters, only, settings, again },
    ...{ files: flags.chapters, signal: controller.signal },
    version: await version(),
  });
  const scores: Score[] = [];
  for (const [i, submission] of submissions.entries()) {
    const score = await scorer.score(submission);
    scores.push(score);
    console.log(`[${i + 1}/${submissions.length}] ${line(score)}`);
  }
  if (leftOut.length > 0) console.log(`\nNo notebooks, left out: ${leftOut.join(", ")}`);
  await writeScores(output, scores, settings);
  await writeWhole(join(output, "index.html"), page(scores, settings));
  const files = ["scores.csv", "scores.json", "index.html"].map((file) => join(output, file));
  console.log(`\nSaved: ${files.map((file) => relative(process.cwd(), file)).join(", ")}`);
  return 0;
}

/** What judges a notebook: with another version, what was scored before is scored again. */
async function version(): Promise<string[]> {
  const notebook = ["check", "answer", "diagnose"].map((name) => `../lib/notebook/${name}.ts`);
  const own = ["submitted", "prepare", "restore", "statements", "judge"];
  const files = [...notebook, ...own.map((name) => `score/${name}.ts`)].map((file) =>
    resolve(__dirname, file),
  );
  return Promise.all(files.map((file) => readFile(file, "utf8")));
}

function line(score: Score): string {
  const who = [score.student, score.assignment].filter((text) => text !== "").join(", ");
  const rest = score.remarks.length === 0 ? "" : `: ${score.remarks.join("; ")}`;
  return `${who}: ${pointsOf(score)} of ${score.verdicts.length}${rest}`;
}

runMain(main);
