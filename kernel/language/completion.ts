import type { Completion, CompletionItem } from "./contract";
import { attachDocumentation } from "./documentation";
import type { Project } from "./project";
import { internals, neverCancelled, ts } from "./typescript";
import type { CompletionEntry } from "./typescript";

/** So many of the best are told with their types and documentation, which takes time. */
const described = 30;

/** What may stand at a place of a cell. */
export function complete(project: Project, file: ts.SourceFile, offset: number): Completion {
  const nothing: Completion = { start: offset, end: offset, items: [] };
  if (internals.isInComment(file, offset)) return nothing;
  const { program, folder } = project;
  const info = internals.Completions.getCompletionsAtPosition(
    completionHost(folder),
    program,
    () => undefined,
    file,
    offset,
    {},
    undefined,
    undefined,
    neverCancelled,
    undefined,
    true,
  );
  if (!info) return nothing;
  const span =
    info.optionalReplacementSpan ??
    info.entries.find(({ replacementSpan }) => replacementSpan)?.replacementSpan ??
    wordAt(file.text, offset);
  const start = span.start;
  const end = Math.max(offset, start + span.length);
  const typed = file.text.slice(start, offset);
  const entries = ranked(info.entries, typed);
  const checker = program.getTypeChecker();
  return {
    start,
    end,
    items: entries.map((entry, i) => {
      const item: CompletionItem = { text: entry.insertText ?? entry.name, type: entry.kind };
      if (i < described && entry.symbol) describe(item, entry.symbol, checker, file, offset);
      return item;
    }),
  };
}

/** Those that begin with what is typed come first, then those that do in other letters, then those that contain it. */
function ranked(entries: readonly CompletionEntry[], typed: string): CompletionEntry[] {
  const lower = typed.toLowerCase();
  const rank = ({ name, filterText = name }: CompletionEntry): number => {
    if (filterText.startsWith(typed)) return 0;
    const folded = filterText.toLowerCase();
    return folded.startsWith(lower) ? 1 : folded.includes(lower) ? 2 : 3;
  };
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 3)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compare(a.entry.sortText, b.entry.sortText) ||
        compare(a.entry.name, b.entry.name),
    )
    .map(({ entry }) => entry);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function describe(
  item: CompletionItem,
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
  file: ts.SourceFile,
  offset: number,
): void {
  attachDocumentation(symbol, checker);
  const location = internals.getTouchingPropertyName(file, offset);
  const { displayParts, documentation } =
    internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      location,
      location,
      7,
    );
  const signature = ts.displayPartsToString(displayParts);
  const text = ts.displayPartsToString(documentation);
  if (signature !== "") item.signature = signature;
  if (text !== "") item.documentation = text;
}

/** The identifier around an offset. */
function wordAt(text: string, offset: number): ts.TextSpan {
  const start = offset - (/[\p{ID_Continue}$]*$/u.exec(text.slice(0, offset))?.[0].length ?? 0);
  const length = /^[\p{ID_Continue}$]*/u.exec(text.slice(start))?.[0].length ?? 0;
  return { start, length };
}

/** What TypeScript asks of a language service host to complete paths. */
function completionHost(folder: string): object {
  const { fileExists, readFile, readDirectory, directoryExists, getDirectories } = ts.sys;
  return {
    fileExists,
    readFile,
    readDirectory,
    directoryExists,
    getDirectories,
    getCurrentDirectory: () => folder,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  };
}
