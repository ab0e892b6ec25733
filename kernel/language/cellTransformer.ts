import { declaredNames, importedNames, isAmbient, isVar, variableListOf } from "./bindings";
import { SharedNames } from "./sharedNames";
import type { CellNames } from "./sharedNames";
import { ts } from "./typescript";

const { factory } = ts;

export interface CellTransform extends CellNames {
  cell: ts.SourceFile;
  /** Whether a name of the cell means a value that its code makes or imports. */
  isValue: (name: string) => boolean;
  /** A name that no cell uses, for the last expression. */
  resultName: string;
}

/** The names that the code of a cell puts on the shared object; filled while it is transformed. */
export type SharedByCell = Set<string>;

/**
 * Makes a cell share what it declares. Constants, functions, classes and imports stay local, which is fast, and are put
 * on `exports` as well, once they have their value; for the rest see `SharedNames`.
 */
export function cellTransformer(
  transform: CellTransform,
  names: SharedByCell,
): ts.TransformerFactory<ts.SourceFile> {
  const { cell, locals, isValue, resultName, shared } = transform;

  return (context) => {
    const rewriter = new SharedNames(transform, context);

    /** `exports.name = name` */
    const share = (name: ts.Identifier, value: ts.Expression = name): ts.Statement => {
      names.add(name.text);
      const assigned = factory.createAssignment(rewriter.property(name.text), value);
      return ts.setSourceMapRange(factory.createExpressionStatement(assigned), name);
    };

    const shareValues = (candidates: readonly ts.Identifier[]): ts.Statement[] =>
      candidates
        .filter(({ text }) => isValue(text) && !rewriter.declared.has(text))
        .map((name) => share(name));

    const visitStatement = (statement: ts.Statement): ts.Statement[] => {
      const result = resultOf(statement);
      if (result) {
        const target = rewriter.property(resultName);
        const assigned = factory.createAssignment(target, rewriter.expression(result));
        return [ts.setSourceMapRange(factory.createExpressionStatement(assigned), result)];
      }
      if (ts.isImportDeclaration(statement)) {
        return [statement, ...shareValues(importedNames(statement))];
      }
      const visited = [rewriter.visit(statement)].flat() as ts.Statement[];
      return [...visited, ...shareValues(declaredNames(statement))];
    };

    /** Functions can be called before the statement that declares them. */
    const hoisted = (): ts.Statement[] =>
      cell.statements
        .filter(ts.isFunctionDeclaration)
        .flatMap(({ name, body }) => (name && body && isValue(name.text) ? [share(name)] : []));

    /** A `var` that is given no value is undefined, also when its cell runs again. */
    const resets = (): ts.Statement[] =>
      [...locals.values()].flatMap(({ declarations = [] }) => {
        const [first] = declarations;
        if (!first || !ts.isVariableDeclaration(first) || !ts.isIdentifier(first.name)) return [];
        if (isAmbient(first) || !declarations.every(isBareVar)) return [];
        return [share(first.name, factory.createVoidZero())];
      });

    const alias = shared === "exports" ? [] : [aliasOf(shared)];

    return (file) => {
      const before = [...alias, ...hoisted(), ...resets()];
      const statements = file.statements.flatMap(visitStatement);
      for (const name of rewriter.declared) names.add(name);
      const all = factory.createNodeArray([...before, ...statements]);
      return factory.updateSourceFile(file, ts.setTextRange(all, file.statements));
    };
  };
}

/** Leaves out what compiles to nothing, so that the last statement is the last that does something. */
export function dropErased(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  return (file) => {
    const kept = file.statements.filter((statement) => !isErased(statement));
    return context.factory.updateSourceFile(file, context.factory.createNodeArray(kept));
  };
}

function isErased(statement: ts.Statement): boolean {
  return (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEmptyStatement(statement) ||
    ts.isExportDeclaration(statement) ||
    isAmbient(statement)
  );
}

/** tslab makes the last expression a constant, the only statement with `export` that a cell has. */
function resultOf(statement: ts.Statement): ts.Expression | undefined {
  if (!ts.isVariableStatement(statement) || !statement.modifiers) return undefined;
  const isExported = statement.modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  return isExported ? statement.declarationList.declarations[0]?.initializer : undefined;
}

function isBareVar(declaration: ts.Declaration): boolean {
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer) return false;
  const list = variableListOf(declaration);
  return list !== undefined && isVar(list) && ts.isVariableStatement(list.parent);
}

/** `const name = exports;` for a cell that has another use of the word. */
function aliasOf(name: string): ts.Statement {
  const value = factory.createIdentifier("exports");
  const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
  const list = factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const);
  return factory.createVariableStatement(undefined, list);
}
