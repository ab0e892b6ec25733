import type { Notebook } from "../runner/notebook";
import { codeCells, sourceOf } from "../runner/notebook";
import type { ParameterValue } from "../runner/parameters";
import { setParameters } from "../runner/parameters";
import { checksOf, type Chapter } from "./chapter";
import { restore } from "./restore";
import { statementsOf } from "./statements";
import type { SubmittedCell } from "./submitted";

/** A notebook ready to be scored. */
export interface Prepared {
  notebook: Notebook;
  /** Where each exercise of the chapter stands in it; none if it is gone or cannot run. */
  exercises: { name: string; cell: number | undefined; problem?: string }[];
  /** What a teacher should look at. */
  remarks: string[];
}

/** How to meddle with what a check shows: words that no exercise needs. */
const meddling = /vae-cookbook\.display|vnd\.vae-cookbook|require\.cache|lastWriteDisplayData/;

/**
 * Makes of what was handed in the notebook to run: without its outputs, at the chapter's budget if there are values,
 * with the chapter's own checks. All that was put back is in the remarks.
 */
export function prepare(
  submitted: readonly SubmittedCell[],
  chapter: Chapter,
  values: ReadonlyMap<string, ParameterValue>,
): Prepared {
  const remarks: string[] = [];
  const sources = submitted.map(({ source }) => source);
  const owned = new Map(codeCells(chapter.notebook).map((cell) => [cell.id, sourceOf(cell)]));
  const handedOut = new Set(owned.values());
  const isCode = (i: number) => submitted[i]?.type === "code";

  const at = submitted.findIndex(
    ({ type, id, tags }) =>
      type === "code" && (tags.includes("parameters") || id === chapter.parametersId),
  );
  if (at >= 0) sources[at] = setParameters(sources[at]!, values);
  else if (values.size > 0) remarks.push("no parameters cell: it ran with what it says itself");

  const places = new Map<string, { cell: number; broken: boolean }>();
  for (const [cellId, names] of exercisesByCell(chapter)) {
    const stubs = statementsOf(owned.get(cellId)!).filter(({ isStub }) => isStub);
    const answers = stubs.flatMap(({ declares }) => declares);
    const free = submitted.flatMap((_, i) =>
      isCode(i) && ![...places.values()].some((place) => place.cell === i) ? [i] : [],
    );
    const checks = free.filter((i) => checksOf(sources[i]!).some((name) => names.includes(name)));
    // Where the check is gone, the answer may still be there.
    const solves = free.filter((i) => declaredNames(sources[i]!).some((n) => answers.includes(n)));
    const isOwn = (i: number) => submitted[i]!.id === cellId;
    const cell = checks.find(isOwn) ?? checks[0] ?? solves.find(isOwn) ?? solves[0];
    if (cell === undefined) {
      remarks.push(`left out: ${names.map(quoted).join(", ")}`);
      continue;
    }
    const { source, changed, broken } = restore(owned.get(cellId)!, sources[cell]!);
    if (changed) remarks.push(`check changed and put back: ${names.map(quoted).join(", ")}`);
    sources[cell] = source;
    for (const name of names) places.set(name, { cell, broken });
  }

  const others = sources.filter((source, i) => isCode(i) && i !== at && !handedOut.has(source));
  if (others.some((source) => meddling.test(source))) {
    remarks.push("a cell deals with how verdicts are shown: look at it");
  }
  const declared = new Set(others.flatMap((source) => declaredNames(source)));
  if (declared.has("check")) {
    remarks.push("a cell declares “check”: the library's was used");
    // Behind this line the name means the library's again.
    const line = 'import { check } from "vae-cookbook";\n';
    for (const cell of new Set([...places.values()].map((place) => place.cell))) {
      sources[cell] = line + sources[cell]!;
    }
  }
  const replaced = [...usedByChecks(chapter, owned)].filter((name) => declared.has(name));
  if (replaced.length > 0) {
    remarks.push(`changed cells declare what checks use: ${replaced.join(", ")}`);
  }
  return {
    notebook: asNotebook(submitted, sources),
    exercises: chapter.exercises.map(({ name }) => {
      const place = places.get(name);
      if (!place) return { name, cell: undefined, problem: "left out" };
      if (place.broken) return { name, cell: undefined, problem: "the cell is no TypeScript" };
      return { name, cell: place.cell };
    }),
    remarks,
  };
}

const quoted = (name: string) => `“${name}”`;

function declaredNames(source: string): string[] {
  return statementsOf(source).flatMap(({ declares }) => declares);
}

/** The names that the chapter's checks take from earlier cells. */
function usedByChecks(chapter: Chapter, owned: ReadonlyMap<string, string>): Set<string> {
  const used = new Set<string>();
  for (const cellId of exercisesByCell(chapter).keys()) {
    const statements = statementsOf(owned.get(cellId)!);
    const declared = new Set(statements.flatMap(({ declares }) => declares));
    for (const { names, isStub } of statements) {
      if (isStub) continue;
      for (const name of names) if (!declared.has(name) && name !== "check") used.add(name);
    }
  }
  return used;
}

function exercisesByCell({ exercises }: Chapter): Map<string, string[]> {
  const cells = new Map<string, string[]>();
  for (const { name, cellId } of exercises) {
    cells.set(cellId, [...(cells.get(cellId) ?? []), name]);
  }
  return cells;
}

function asNotebook(submitted: readonly SubmittedCell[], sources: readonly string[]): Notebook {
  const cells = submitted.map(({ type }, i) => ({
    ...{ cell_type: type, id: `cell-${i + 1}`, metadata: {}, source: sources[i]! },
    ...(type === "code" ? { outputs: [], execution_count: null } : {}),
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}
