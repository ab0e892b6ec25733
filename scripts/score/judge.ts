import { verdictType, type Verdict } from "../../lib/notebook/check";
import type { ChapterNumbers, Notebook, Output } from "../runner/notebook";
import { codeCells, isChapterNumbers } from "../runner/notebook";
import type { Prepared } from "./prepare";

/** What came of a notebook's exercises. */
export interface Judged {
  /** One for each exercise of the chapter, in its order. */
  verdicts: Verdict[];
  numbers: ChapterNumbers | undefined;
  remarks: string[];
}

/** From worst to best: of several verdicts for one exercise the worst counts. */
const order = ["missing", "wrong", "right"] as const;

/** Collects the verdicts of a notebook that was run. Only those in an exercise's own cell count, and one each. */
export function judge(executed: Notebook | undefined, prepared: Prepared, chapter: string): Judged {
  const cells = executed?.cells ?? [];
  const remarks: string[] = [];
  const verdicts = prepared.exercises.map(({ name, cell, problem }): Verdict => {
    const missing = (says: string): Verdict => ({ name, verdict: "missing", says });
    if (cell === undefined) return missing(problem ?? "left out");
    const outputs = cells[cell]?.outputs ?? [];
    const found = outputs.flatMap(verdictsIn).filter((verdict) => verdict.name === name);
    const error = outputs.map(errorOf).find((text) => text !== undefined);
    // What stands before an error may be a forgery, with the check behind it.
    if (error !== undefined) return missing(`the cell fails: ${error}`);
    if (found.length > 1) remarks.push(`“${name}” has ${found.length} verdicts: the worst counts`);
    found.sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
    if (found[0]) return found[0];
    return missing(cells[cell]?.execution_count == null ? "not reached" : "no verdict");
  });

  const own = new Map<number, string[]>();
  for (const { name, cell } of prepared.exercises) {
    if (cell !== undefined) own.set(cell, [...(own.get(cell) ?? []), name]);
  }
  const strange = cells.some((cell, i) =>
    (cell.outputs ?? []).flatMap(verdictsIn).some(({ name }) => !own.get(i)?.includes(name)),
  );
  if (strange) remarks.push("a verdict outside of the exercises: it does not count");
  const failing = cells.filter(({ outputs }) => outputs?.some((output) => errorOf(output))).length;
  if (failing > 0) remarks.push(failing === 1 ? "a cell fails" : `${failing} cells fail`);
  return { verdicts, numbers: executed && lastNumbers(executed, chapter), remarks };
}

function verdictsIn(output: Output): Verdict[] {
  const found = (output.data?.[verdictType] ?? {}) as Partial<Verdict>;
  const { name, verdict, says } = found;
  const isOne = typeof name === "string" && verdict !== undefined && order.includes(verdict);
  return isOne ? [{ name, verdict, says: typeof says === "string" ? cut(says) : "" }] : [];
}

/** Its first line, of an output that is an error. */
function errorOf(output: Output): string | undefined {
  if (output.output_type !== "error") return undefined;
  const { ename, evalue } = output as Output & { ename?: unknown; evalue?: unknown };
  return cut(`${String(ename)}: ${String(evalue)}`.split("\n")[0]!);
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}

/** The chapter's numbers, the last that were shown. */
function lastNumbers(notebook: Notebook, chapter: string): ChapterNumbers | undefined {
  const shown = codeCells(notebook)
    .flatMap(({ outputs }) => outputs ?? [])
    .map(({ data }) => data?.["application/json"])
    .filter(isNumbers);
  return shown.filter((numbers) => numbers.chapter === chapter).at(-1);
}

/** Of a notebook that is not ours, anything may be in its place. */
function isNumbers(value: unknown): value is ChapterNumbers {
  try {
    return isChapterNumbers(value) && (value.parameters as unknown) !== null;
  } catch {
    return false;
  }
}
