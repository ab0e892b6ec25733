import { isAmbient, variableListOf } from "./bindings";
import { cellTransformer, dropErased } from "./cellTransformer";
import { declaredIn } from "./declared";
import type { Declared, Meaning } from "./declared";
import { emitDeclarations, emitJavaScript } from "./emit";
import { dynamicImports, staticImports } from "./imports";
import type { Import } from "./imports";
import { notebookFile } from "./notebookFile";
import type { Project } from "./project";
import { localsOf } from "./scope";
import type { Scope } from "./scope";
import { findTopLevelAwait } from "./topLevelAwait";
import { internalsOf, ts } from "./typescript";

export interface CompiledCode {
  code: string;
  sourceMap: string;
  isAsync: boolean;
  /** Names that the code puts on `exports`. */
  names: string[];
  /** Where on `exports` the last expression's value is, if the cell ends with one. */
  resultName: string;
  imports: Import[];
  declared: Declared[];
}

const nothing: Meaning = { value: false, type: false, isAmbient: false };

/** Compiles a cell that is free of errors. */
export function compileCell(
  project: Project,
  file: ts.SourceFile,
  scope: Scope,
  tslab: ts.CustomTransformers,
): CompiledCode {
  const checker = project.program.getTypeChecker();
  const locals = localsOf(file);
  const meanings = new Map([...locals].map(([name, symbol]) => [name, meaningOf(symbol, checker)]));
  const meaningOfName = (name: string) => meanings.get(name) ?? nothing;
  const { identifiers } = internalsOf(file);

  const resultName = freeName("tsLastExpr", (name) => locals.has(name) || scope.isShared(name));
  const names = new Set<string>();
  const imports: Import[] = [];
  const transform = {
    checker,
    cell: file,
    locals,
    scope,
    isValue: (name: string) => meaningOfName(name).value && !meaningOfName(name).isAmbient,
    resultName,
    shared: freeName("exports", (name) => identifiers.has(name)),
  };
  const emitted = emitJavaScript(project, file, {
    before: [
      dropErased,
      // It looks for the last expression, which it would not find among what imports compile to.
      ...(tslab.after as ts.TransformerFactory<ts.SourceFile>[]),
      dynamicImports(imports),
      cellTransformer(transform, names),
    ],
    after: [staticImports(imports), dropModuleMark],
  });

  const { afterDeclarations = [] } = tslab;
  const declarations = notebookFile(
    project.pathOf("__cell__.d.ts"),
    emitDeclarations(project, file, { afterDeclarations }) + nestedVariables(locals, file, checker),
    project.options,
  );
  return {
    ...emitted,
    isAsync: findTopLevelAwait(file) !== undefined,
    names: [...names],
    resultName,
    imports,
    declared: declaredIn(declarations, (name) => ({
      ...meaningOfName(name),
      source: sourceOf(locals.get(name), file),
    })),
  };
}

/** A `var` within a block or a loop is the whole cell's, but TypeScript writes no declaration of it. */
function nestedVariables(
  locals: ReadonlyMap<string, ts.Symbol>,
  file: ts.SourceFile,
  checker: ts.TypeChecker,
): string {
  const lines = [...locals].flatMap(([name, { declarations = [] }]) => {
    const lists = declarations.map(variableListOf);
    const isNested = lists.every(
      (list) => list && !(ts.isVariableStatement(list.parent) && list.parent.parent === file),
    );
    const [first] = declarations;
    if (!isNested || !first) return [];
    const type = checker.getTypeAtLocation(first);
    const { NoTruncation } = ts.TypeFormatFlags;
    return [`declare var ${name}: ${checker.typeToString(type, file, NoTruncation)};\n`];
  });
  return lines.join("");
}

/** The statements that declare a name. */
function sourceOf(symbol: ts.Symbol | undefined, file: ts.SourceFile): string {
  const statements = new Set<ts.Node>();
  for (const declaration of symbol?.declarations ?? []) {
    let statement: ts.Node = declaration;
    while (statement.parent !== file) statement = statement.parent;
    statements.add(statement);
  }
  return [...statements].map((statement) => statement.getText(file)).join("\n");
}

function meaningOf(symbol: ts.Symbol, checker: ts.TypeChecker): Meaning {
  const { Alias, Value, Type, Namespace } = ts.SymbolFlags;
  const isAlias = (symbol.flags & Alias) !== 0;
  const { flags } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOnlyType = isAlias && symbol.declarations?.every(ts.isTypeOnlyImportDeclaration) === true;
  return {
    value: (flags & Value) !== 0 && !isOnlyType,
    type: (flags & (Type | Namespace)) !== 0,
    isAmbient: !isAlias && symbol.declarations?.every(hasNoValue) === true,
  };
}

function hasNoValue(declaration: ts.Declaration): boolean {
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) return true;
  return isAmbient(declaration);
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let n = 0; ; n++) {
    const candidate = n === 0 ? name : `${name}_${n}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Without `Object.defineProperty(exports, "__esModule", …)`: what cells share is no module. */
function dropModuleMark(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  return (file) => {
    const kept = file.statements.filter((statement) => !isModuleMark(statement));
    return context.factory.updateSourceFile(file, context.factory.createNodeArray(kept));
  };
}

function isModuleMark(statement: ts.Statement): boolean {
  if (statement.pos >= 0 || !ts.isExpressionStatement(statement)) return false;
  const call = statement.expression;
  const mark = ts.isCallExpression(call) ? call.arguments[1] : undefined;
  return mark !== undefined && ts.isStringLiteral(mark) && mark.text === "__esModule";
}
