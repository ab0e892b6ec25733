import ts from "typescript";

export type ParameterValue = number | string | boolean;

/** One `const name = literal;` of a parameters cell. */
export interface Parameter {
  name: string;
  value: ParameterValue;
  /** The comment behind it, for `--help`. */
  comment: string;
  /** Where the literal stands in the source of the cell. */
  start: number;
  end: number;
}

/** The parameters of a cell: its top-level constants whose value is a number, a string or a boolean. */
export function readParameters(source: string): Parameter[] {
  const file = ts.createSourceFile("parameters.ts", source, ts.ScriptTarget.ES2022, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .flatMap((declaration) => {
      const value = declaration.initializer && literal(declaration.initializer);
      if (!declaration.initializer || value === undefined) return [];
      if (!ts.isIdentifier(declaration.name)) return [];
      const end = declaration.initializer.getEnd();
      const comment = /^[^\n]*?\/\/\s*(.*)/.exec(source.slice(end))?.[1] ?? "";
      const start = declaration.initializer.getStart();
      return [{ name: declaration.name.text, value, comment: comment.trim(), start, end }];
    });
}

/** The source of the cell with other values in it. Everything else stays as it is. */
export function setParameters(source: string, values: ReadonlyMap<string, ParameterValue>): string {
  let changed = source;
  for (const parameter of readParameters(source).reverse()) {
    const value = values.get(parameter.name);
    if (value === undefined) continue;
    changed =
      changed.slice(0, parameter.start) + JSON.stringify(value) + changed.slice(parameter.end);
  }
  return changed;
}

function literal(node: ts.Expression): ParameterValue | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (!ts.isPrefixUnaryExpression(node)) return undefined;
  const operand = literal(node.operand);
  if (typeof operand !== "number") return undefined;
  if (node.operator === ts.SyntaxKind.MinusToken) return -operand;
  return node.operator === ts.SyntaxKind.PlusToken ? operand : undefined;
}
