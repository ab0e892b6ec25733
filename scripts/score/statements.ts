import ts from "typescript";

/** A statement at the top level of a cell. */
export interface Statement {
  /** As written, with the comments before it. */
  text: string;
  /** Without comments and spacing, to compare. */
  normal: string;
  /** The names that it declares. */
  declares: string[];
  /** The names of the exercises that it checks. */
  checks: string[];
  /** The names that it uses or declares, those of properties left out. */
  names: ReadonlySet<string>;
  /** A stub: the reader's code goes here. */
  isStub: boolean;
}

const printer = ts.createPrinter({ removeComments: true });

export function statementsOf(source: string): Statement[] {
  const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true);
  return file.statements.map((node) => {
    const text = node.getFullText();
    const { checks, names } = namesIn(node);
    return {
      ...{ text, checks, names },
      normal: printer.printNode(ts.EmitHint.Unspecified, node, file).replace(/\s+/g, " "),
      declares: declaredBy(node),
      isStub: /\byour code\b/.test(text) && checks.length === 0,
    };
  });
}

function namesIn(statement: ts.Statement): { checks: string[]; names: Set<string> } {
  const checks: string[] = [];
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    if (ts.isPropertyAccessExpression(node)) {
      visit(node.expression);
      return;
    }
    if (ts.isPropertyAssignment(node)) {
      visit(node.initializer);
      return;
    }
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === "check"
    ) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteralLike(name)) checks.push(name.text);
    }
    ts.forEachChild(node, visit);
  };
  if (!ts.isImportDeclaration(statement)) visit(statement);
  return { checks, names };
}

function declaredBy(node: ts.Statement): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => boundBy(name));
  }
  if (ts.isImportDeclaration(node)) return importedBy(node);
  const isNamed =
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node);
  return isNamed && node.name ? [node.name.text] : [];
}

/** Names from the library are no declarations: they mean there what they mean here. */
function importedBy({ moduleSpecifier, importClause }: ts.ImportDeclaration): string[] {
  if (ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === "vae-cookbook") {
    const renamed =
      importClause?.namedBindings && ts.isNamedImports(importClause.namedBindings)
        ? importClause.namedBindings.elements.filter(({ propertyName }) => propertyName)
        : [];
    return renamed.map(({ name }) => name.text);
  }
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  return [
    ...(importClause?.name ? [importClause.name.text] : []),
    ...(bindings && ts.isNamespaceImport(bindings) ? [bindings.name.text] : []),
    ...named.map(({ name }) => name.text),
  ];
}

function boundBy(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    ts.isBindingElement(element) ? boundBy(element.name) : [],
  );
}
