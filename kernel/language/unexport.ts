import { ts } from "./typescript";

/** A place of the cell, in UTF-16 code units, and what is wrong with it. */
export interface Problem {
  start: number;
  length: number;
  code: number;
  message: string;
}

/**
 * Puts spaces where a cell says `export`: every declaration is visible to later cells without it, and code pasted
 * from a module should run. What only a module could mean is a problem.
 */
export function unexport(file: ts.SourceFile): { text: string; problems: Problem[] } {
  const problems: Problem[] = [];
  let text = file.text;
  const blank = (start: number, end: number): void => {
    text = withBlank(text, start, end);
  };
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    const refuse = (what: string): void => {
      const length = statement.end - start;
      const remedy = "Declare a name instead: later cells see every declaration of this one.";
      problems.push({ start, length, code: 1233, message: `A cell cannot ${what}. ${remedy}` });
    };
    if (ts.isExportAssignment(statement)) refuse("export a value without a name");
    else if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier } = statement;
      if (moduleSpecifier) refuse("export from another module");
      else if (exportClause && ts.isNamedExports(exportClause)) {
        const renamed = exportClause.elements.some(({ propertyName }) => propertyName);
        if (renamed) refuse("export under another name");
        else blank(start, statement.end);
      }
    } else if (ts.canHaveModifiers(statement)) {
      const words = ts.getModifiers(statement)?.filter(isExportWord) ?? [];
      const nameless = words.length > 0 && !ts.isVariableStatement(statement) && !nameOf(statement);
      if (nameless) refuse("export a value without a name");
      else for (const word of words) blank(word.getStart(file), word.end);
    }
  }
  return { text, problems };
}

function isExportWord({ kind }: ts.Modifier): boolean {
  return kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword;
}

function nameOf(statement: ts.Statement): ts.Node | undefined {
  return (statement as ts.Statement & { name?: ts.Node }).name;
}

/** A text with spaces in a place: everything else stays where it is. */
export function withBlank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end);
}
