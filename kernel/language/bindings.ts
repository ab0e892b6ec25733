import { internals, ts } from "./typescript";

/** The names that a list of variables declares, in order. */
export function boundNames(list: ts.VariableDeclarationList): ts.Identifier[] {
  return list.declarations.flatMap(({ name }) => namesIn(name));
}

function namesIn(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesIn(element.name),
  );
}

export function importedNames({ importClause }: ts.ImportDeclaration): ts.Identifier[] {
  if (!importClause) return [];
  const { name, namedBindings } = importClause;
  const others = !namedBindings
    ? []
    : ts.isNamespaceImport(namedBindings)
      ? [namedBindings.name]
      : namedBindings.elements.map((element) => element.name);
  return name ? [name, ...others] : others;
}

/** The name of a declaration that gets its value where it stands. */
export function declaredNames(statement: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(statement)) return boundNames(statement.declarationList);
  const isNamed =
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement);
  return isNamed && statement.name && ts.isIdentifier(statement.name) ? [statement.name] : [];
}

/** The list of variables that a declaration, perhaps within a pattern, belongs to. */
export function variableListOf(declaration: ts.Node): ts.VariableDeclarationList | undefined {
  let node = declaration;
  while (ts.isBindingElement(node)) node = node.parent.parent;
  if (!ts.isVariableDeclaration(node)) return undefined;
  return ts.isVariableDeclarationList(node.parent) ? node.parent : undefined;
}

export function isLet(list: ts.VariableDeclarationList): boolean {
  return scopingOf(list) === ts.NodeFlags.Let;
}

export function isVar(list: ts.VariableDeclarationList): boolean {
  return scopingOf(list) === ts.NodeFlags.None;
}

export function isAwaitUsing(list: ts.VariableDeclarationList): boolean {
  return scopingOf(list) === ts.NodeFlags.AwaitUsing;
}

function scopingOf({ flags }: ts.VariableDeclarationList): ts.NodeFlags {
  return flags & ts.NodeFlags.BlockScoped;
}

/** Whether `declare` says that the value comes from elsewhere. */
export function isAmbient(declaration: ts.Node): boolean {
  return (declaration.flags & internals.NodeFlags.Ambient) !== 0;
}

/** Names that code may assign to: `let`, and `var` wherever it stands. */
export function isAssignable(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const list = variableListOf(declaration);
    return list !== undefined && (isLet(list) || isVar(list)) && !isAmbient(declaration);
  });
}
