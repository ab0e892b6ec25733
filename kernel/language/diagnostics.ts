import { relative } from "node:path";
import type { Diagnostic, Position } from "./contract";
import { internals, ts } from "./typescript";
import type { Problem } from "./unexport";

/** What TypeScript found, as the reader of the notebook should see it: errors, each once, in order of their places. */
export function diagnosticsOf(
  found: readonly ts.Diagnostic[],
  cell: ts.SourceFile,
  source: string,
  folder: string,
): Diagnostic[] {
  const errors = found.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  return ts.sortAndDeduplicateDiagnostics(errors).flatMap((error) => {
    const { file, start = 0, length = 0, code, messageText } = error;
    if (!file) return [];
    const message = readable(ts.flattenDiagnosticMessageText(messageText, "\n"));
    if (file === cell) return [inText(source, { start, length, code, message })];
    const path = relative(folder, file.fileName).replaceAll("\\", "/");
    return [{ file: path, ...inText(file.text, { start, length, code, message }) }];
  });
}

/** Where two types have one name, TypeScript tells them apart by files; a cell has none that its reader knows. */
function readable(message: string): string {
  return message.replace(/import\("[^"]*\/__cell_\d+__"\)\.([\w$.]+)/g, "$1 (this cell)");
}

/** A problem at its place. What lies behind the end of the text, as in an unfinished cell, is put there. */
export function inText(text: string, { start, length, code, message }: Problem): Diagnostic {
  const lines = internals.computeLineStarts(text);
  const place = (offset: number): Position =>
    internals.computeLineAndCharacterOfPosition(lines, offset);
  const last = text.trimEnd().length;
  const from = Math.min(start, last);
  const to = Math.max(from, Math.min(start + length, last));
  const { line } = place(from);
  const shown = text.slice(lines[line], lines[line + 1]).replace(/[\r\n\u2028\u2029]+$/, "");
  return { start: place(from), end: place(to), code, message, text: shown };
}
