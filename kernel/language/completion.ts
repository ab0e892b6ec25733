import type { Completion, CompletionItem } from "./contract";
import { attachDocumentation, linksAsWords } from "./documentation";
import { packageNames } from "./packageNames";
import type { Project } from "./project";
import { isScopeOf } from "./scope";
import { internals, internalsOf, neverCancelled, ts } from "./typescript";
import type { CompletionEntry } from "./typescript";

/** So many of the best are told with their types and documentation, which takes time. */
const described = 30;

/** What may stand at a place of a cell. */
export function complete(project: Project, file: ts.SourceFile, offset: number): Completion {
  const nothing: Completion = { start: offset, end: offset, items: [] };
  if (internals.isInComment(file, offset)) return nothing;
  const { program } = project;
  const info = internals.Completions.getCompletionsAtPosition(
    completionHost(project),
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
  const specifier = specifierAt(file, offset);
  const others = specifier ? otherPackages(project, specifier, info?.entries ?? []) : [];
  const all = [...(info?.entries ?? []), ...others];
  const span =
    info?.optionalReplacementSpan ??
    all.find(({ replacementSpan }) => replacementSpan)?.replacementSpan ??
    wordAt(file.text, offset);
  const typed = file.text.slice(span.start, offset);
  const checker = program.getTypeChecker();
  return {
    start: span.start,
    end: Math.max(offset, span.start + span.length),
    items: ranked(all, typed, file).map((entry, i) => {
      const item: CompletionItem = { text: entry.insertText ?? entry.name, type: entry.kind };
      if (i < described && entry.symbol) describe(item, entry.symbol, checker, file, offset);
      return item;
    }),
  };
}

/** The literal, around an offset, that names a module. */
function specifierAt(file: ts.SourceFile, offset: number): ts.StringLiteralLike | undefined {
  return internalsOf(file).imports.find(
    (specifier) => specifier.getStart(file) < offset && offset <= specifier.end,
  );
}

function otherPackages(
  { folder }: Project,
  specifier: ts.StringLiteralLike,
  known: readonly CompletionEntry[],
): CompletionEntry[] {
  if (specifier.text.startsWith(".")) return [];
  const start = specifier.getStart() + 1;
  const replacementSpan = { start, length: specifier.text.length };
  const kind = ts.ScriptElementKind.externalModuleName;
  return packageNames(folder)
    .filter((name) => !known.some((entry) => entry.name === name))
    .map((name) => ({ name, kind, sortText: "11", replacementSpan }));
}

/** Those that begin with what is typed, then those that do in capitals or small letters. */
function ranked(
  entries: readonly CompletionEntry[],
  typed: string,
  cell: ts.SourceFile,
): CompletionEntry[] {
  const lower = typed.toLowerCase();
  const rank = ({ name, filterText = name }: CompletionEntry): number => {
    if (filterText.startsWith(typed)) return 0;
    return filterText.toLowerCase().startsWith(lower) ? 1 : 2;
  };
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 2)
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        compare(sortText(a.entry, cell), sortText(b.entry, cell)) ||
        compare(a.entry.name, b.entry.name),
    )
    .map(({ entry }) => entry);
}

/** TypeScript takes names of earlier cells for global ones; they are as near as those of this cell. */
function sortText({ symbol, sortText }: CompletionEntry, cell: ts.SourceFile): string {
  const [declaration] = symbol?.declarations ?? [];
  if (sortText !== "15" || !declaration) return sortText;
  return isScopeOf(cell, declaration.getSourceFile()) ? "11" : sortText;
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
  // The first paragraph: some packages tell their whole manual.
  const [text = ""] = linksAsWords(ts.displayPartsToString(documentation)).split("\n\n");
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
function completionHost({ folder, options }: Project): object {
  return {
    ...ts.sys,
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
  };
}
