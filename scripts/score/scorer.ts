import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { chapterOf, type Chapter } from "./chapter";
import { writeWhole, type Score, type Settings } from "./gradebook";
import { inWords, runIsolated } from "./isolated";
import { judge } from "./judge";
import { Kept } from "./kept";
import { prepare } from "./prepare";
import type { Submission } from "./submissions";
import { NoNotebook, readSubmitted } from "./submitted";

export interface ScorerOptions {
  /** The folder of submissions. */
  folder: string;
  output: string;
  chapters: readonly Chapter[];
  /** The chapter that all notebooks answer. */
  only: string | undefined;
  settings: Settings;
  /** Run also what was scored before. */
  again: boolean;
  /** The folder with what chapters read. */
  files: string;
  /** Of the programs that decide a score. */
  version: readonly string[];
  signal: AbortSignal;
}

/** Scores one notebook after the other. Executed notebooks go to `autograded/`, as nbgrader calls it. */
export class Scorer {
  private readonly kept: Kept;

  constructor(private readonly options: ScorerOptions) {
    this.kept = new Kept(join(options.output, "kept"));
  }

  /** A score, whatever was handed in; it fails only if Jupyter does not work here, or at the signal. */
  async score(submission: Submission): Promise<Score> {
    const { student, assignment = this.options.only ?? "", file } = submission;
    const notebook = file === undefined ? "" : relative(this.options.folder, file);
    const none = { student, assignment, notebook, verdicts: [], seconds: 0, megabytes: 0 };
    const notRun = (remark: string, chapter?: Chapter): Score => ({
      ...none,
      assignment: chapter?.name ?? assignment,
      status: "not run",
      remarks: [remark],
      verdicts: (chapter?.exercises ?? []).map(({ name }) => ({
        name,
        verdict: "missing",
        says: "not run",
      })),
    });
    const named = this.options.chapters.find(({ name }) => name === assignment);
    if (file === undefined) return notRun(submission.problem ?? "no notebook", named);
    let cells;
    try {
      cells = await readSubmitted(file);
    } catch (error) {
      if (!(error instanceof NoNotebook)) throw error;
      return notRun(error.message, named);
    }
    const code = cells.filter(({ type }) => type === "code").map(({ source }) => source);
    const chapter = named ?? chapterOf(code, this.options.chapters);
    if (!chapter) return notRun("it has exercises of no chapter");
    return this.run({ ...none, assignment: chapter.name }, chapter, file, cells);
  }

  private async run(
    row: Omit<Score, "status" | "remarks">,
    chapter: Chapter,
    file: string,
    cells: Awaited<ReturnType<typeof readSubmitted>>,
  ): Promise<Score> {
    const { output, settings, again, files, signal, version } = this.options;
    const executed = join(output, "autograded", row.student, chapter.name, nameFor(row.notebook));
    const key = Kept.key([row, await readFile(file, "utf8"), chapter.notebook, settings, version]);
    const before = again ? undefined : await this.kept.get(key, executed);
    if (before) return before;

    const values = settings.budget === "full" ? new Map() : chapter.budget;
    const prepared = prepare(cells, chapter, values);
    const run = await runIsolated(prepared.notebook, settings.limits, { files, signal });
    const { verdicts, numbers, remarks } = judge(run.notebook, prepared, chapter.name);
    if (run.notebook) await writeWhole(executed, JSON.stringify(run.notebook));
    const ending = run.ended === "finished" ? [] : [inWords(run.ended, settings.limits)];
    const score: Score = {
      ...row,
      status: run.ended,
      remarks: [...ending, ...prepared.remarks, ...remarks],
      verdicts,
      ...(numbers && { numbers }),
      seconds: run.seconds,
      megabytes: run.megabytes,
    };
    // That its kernel did not start is this machine's fault: the next time it may.
    if (run.ended !== "not started") await this.kept.set(key, score);
    return score;
  }
}

/** A notebook's path as one name. File systems take 255 bytes, and a process's number and ".tmp" are added while it is written. */
function nameFor(notebook: string): string {
  const name = notebook.replace(/[/\\]/g, "_");
  if (Buffer.byteLength(name) <= 240) return name;
  return `${Kept.key([notebook]).slice(0, 8)}-${name.slice(-50)}`;
}
