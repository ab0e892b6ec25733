import { internals, internalsOf, ts } from "./typescript";

/** Parses text that no file on disk has, as a module, and binds it. Names that it lacks are looked for in `scope`. */
export function notebookFile(
  path: string,
  text: string,
  options: ts.CompilerOptions,
  scope?: ts.SourceFile,
): ts.SourceFile {
  const file = ts.createSourceFile(path, text, {
    languageVersion: ts.ScriptTarget.ES2022,
    // A cell is a module even when it imports nothing, as `await` wants it.
    setExternalModuleIndicator: (file) => {
      internalsOf(file).externalModuleIndicator ??= true;
    },
  });
  dropRepeated(file);
  const inside = internalsOf(file);
  inside.path = inside.resolvedPath = inside.originalFileName = path;
  inside.version = "";
  inside.imports = moduleSpecifiers(file);
  inside.moduleAugmentations = [];
  inside.ambientModuleNames = [];
  internals.bindSourceFile(file, options);
  // The checker goes up the parents when it looks for a name: so a cell sees what the cells before it declared.
  inside.parent = scope;
  return file;
}

/**
 * TypeScript 5.9.3 parses statements around a top-level `await` a second time and may keep the end of one as another:
 * `(await { a: 1 }).a` becomes that and `a`.
 */
function dropRepeated(file: ts.SourceFile): void {
  let end = 0;
  const kept = file.statements.filter((statement) => {
    const isNew = statement.pos >= end;
    if (isNew) end = statement.end;
    return isNew;
  });
  if (kept.length === file.statements.length) return;
  const statements = ts.setTextRange(ts.factory.createNodeArray(kept), file.statements);
  Object.assign(file, { statements });
}

/** The literals that name modules: in imports, exports, `import()` and `import()` types. */
function moduleSpecifiers(file: ts.SourceFile): ts.StringLiteralLike[] {
  const found: ts.StringLiteralLike[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node)) found.push(node);
  };
  const visitTop = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (
      ts.isImportEqualsDeclaration(node) &&
      ts.isExternalModuleReference(node.moduleReference)
    ) {
      add(node.moduleReference.expression);
    }
  };
  const visit = (node: ts.Node): void => {
    visitTop(node);
    if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    } else if (isImportCall(node)) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  // Long lists of declarations seldom have any but at the top.
  if (/\bimport\s*\(/.test(file.text)) visit(file);
  else file.statements.forEach(visitTop);
  return found;
}

export function isImportCall(node: ts.Node): node is ts.ImportCall {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}
