import ts from "typescript";
import { statementsOf } from "./statements";

/** A cell with an exercise, fit to be scored. */
export interface Restored {
  source: string;
  /** Whether anything but the reader's own part had been changed. */
  changed: boolean;
  /** It is no TypeScript, so that it cannot run. */
  broken: boolean;
}

/**
 * The reader's version of an exercise's cell with all that is the chapter's own put back: stubs, marked "your code", are
 * the reader's, and helpers beside them are kept; a check that was changed, added or left out is as in the chapter. A
 * cell in which nothing else was changed stays as it is, to the letter.
 */
export function restore(chapter: string, theirs: string): Restored {
  if (hasSyntaxError(theirs)) return { source: theirs, changed: false, broken: true };
  const own = statementsOf(chapter);
  const fixed = own.filter(({ isStub }) => !isStub);
  const fixedNames = new Set(fixed.flatMap(({ declares }) => declares));
  const missing = [...fixed];
  const kept: string[] = [];
  let changed = false;
  for (const { text, normal, names, declares } of statementsOf(theirs)) {
    const place = missing.findIndex((statement) => statement.normal === normal);
    if (place >= 0) missing.splice(place, 1);
    else if (names.has("check") || declares.some((name) => fixedNames.has(name))) {
      changed = true;
      continue;
    }
    kept.push(text);
  }
  if (!changed && missing.length === 0) return { source: theirs, changed: false, broken: false };
  const source = [...kept, ...missing.map(({ text }) => text)].map((text) => text.trim());
  return { source: source.join("\n"), changed: true, broken: false };
}

function hasSyntaxError(source: string): boolean {
  const { diagnostics = [] } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  return diagnostics.length > 0;
}
