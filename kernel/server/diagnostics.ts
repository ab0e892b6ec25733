import type { Diagnostic } from "../language/contract";
import type { JupyterError } from "../runtime/protocol";

/** The error of a cell that did not run since its types are wrong: every mistake at its place, in TypeScript's words. */
export function typeScriptError(diagnostics: readonly Diagnostic[]): JupyterError {
  const traceback = diagnostics.flatMap((diagnostic) => {
    const { start, end, code, message, file = "cell", text } = diagnostic;
    const place = `${file}:${start.line + 1}:${start.character + 1}`;
    const length =
      end.line === start.line ? end.character - start.character : text.length - start.character;
    return [
      `${place} - TS${code}: ${message}`,
      `    ${text.replaceAll("\t", " ")}`,
      `    ${" ".repeat(start.character)}${"^".repeat(Math.max(1, length))}`,
    ];
  });
  const more = diagnostics.length - 1;
  const first = diagnostics[0]?.message ?? "";
  return {
    ename: "TypeScriptError",
    evalue: more > 0 ? `${first} (and ${more} more)` : first,
    traceback,
  };
}
