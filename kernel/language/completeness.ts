import type { Completeness } from "./contract";
import { internals, internalsOf, ts } from "./typescript";

/**
 * Errors that TypeScript reports at the end of the text although no further text would mend them: "Digit expected",
 * in bases 10, 16, 2 and 8, and "Unterminated string literal".
 */
const beyondRepair = new Set([1124, 1125, 1177, 1178, 1002]);

const format: ts.FormatCodeSettings = {
  ...ts.getDefaultFormatCodeSettings("\n"),
  indentSize: 2,
  tabSize: 2,
  indentStyle: ts.IndentStyle.Smart,
};

/** Whether a cell can run, or is the beginning of one that could, or can never. */
export function completeness(source: string): Completeness {
  const { parseDiagnostics, endOfFileToken } = parse(source);
  if (parseDiagnostics.length === 0) return { status: "complete" };
  const isUnfinished = parseDiagnostics.every(
    ({ start, code }) => start >= endOfFileToken.pos && !beyondRepair.has(code),
  );
  return isUnfinished
    ? { status: "incomplete", indent: indentAfter(source) }
    : { status: "invalid" };
}

function indentAfter(source: string): string {
  const text = `${source.trimEnd()}\n`;
  const { SmartIndenter } = internals.formatting;
  return " ".repeat(SmartIndenter.getIndentation(text.length, parse(text).file, format));
}

function parse(text: string) {
  const file = ts.createSourceFile(
    "cell.ts",
    text,
    {
      languageVersion: ts.ScriptTarget.ES2022,
      setExternalModuleIndicator: (file) => {
        internalsOf(file).externalModuleIndicator ??= true;
      },
    },
    true,
  );
  const { parseDiagnostics } = internalsOf(file);
  return { file, parseDiagnostics, endOfFileToken: file.endOfFileToken };
}
