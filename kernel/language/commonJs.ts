import { findTopLevelAwait } from "./topLevelAwait";
import { ts } from "./typescript";

/**
 * What an ES module may say and the body of a function cannot. Cells and the files they import are checked as ES
 * modules and compiled to functions; that of a cell may be asynchronous, that of a file cannot.
 */
export function commonJsErrors(file: ts.SourceFile, mayWait: boolean): ts.Diagnostic[] {
  const errors: ts.Diagnostic[] = [];
  const report = (node: ts.Node, code: number, messageText: string): void => {
    const start = node.getStart(file);
    const length = node.end - start;
    errors.push({ file, start, length, code, messageText, category: ts.DiagnosticCategory.Error });
  };
  // In TypeScript's words of such files.
  if (file.text.includes("import.meta")) {
    const visit = (node: ts.Node): void => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        const where = "in files which will build into CommonJS output.";
        report(node, 1470, `The 'import.meta' meta-property is not allowed ${where}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  const waiting = mayWait ? undefined : findTopLevelAwait(file);
  if (waiting) {
    const why = "The current file is a CommonJS module and cannot use 'await' at the top level.";
    report(waiting, 1309, why);
  }
  return errors;
}
