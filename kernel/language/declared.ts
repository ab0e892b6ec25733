import { isAugmentation } from "./augmentations";
import { importedNames } from "./bindings";
import { ts } from "./typescript";
import type { BoundNode } from "./typescript";

/** A place in a declaration's text where a name stands that a cell declared. */
export interface NamePlace {
  name: string;
  /** "own" where it is the name that is declared. */
  meaning: "value" | "type" | "own";
}

/** What a name means: a value, a type, or both, as that of a class does. */
export interface Meaning {
  value: boolean;
  type: boolean;
  /** Its value comes from elsewhere, as `declare` says. */
  isAmbient: boolean;
}

/** One thing that a cell declared, as text of a declaration file with its names taken out. */
export interface Declared extends Meaning {
  name: string;
  /** As the cell declared it. */
  source: string;
  pieces: (string | NamePlace)[];
}

interface Range {
  name: ts.Identifier;
  start: number;
  end: number;
  before?: string;
  after?: string;
}

/** Takes the declaration file of a cell apart. `file` has to be bound. */
export function declaredIn(
  file: ts.SourceFile,
  describe: (name: string) => Meaning & { source: string },
): Declared[] {
  const units = new Map<string, Declared>();
  for (const statement of file.statements) {
    const { pure } = kindOf(statement);
    for (const range of rangesOf(statement, file)) {
      const name = range.name.text;
      const key = pure ? `${pure} ${name}` : name;
      const only = pure && { value: pure === "value", type: pure === "type" };
      const unit = units.get(key) ?? { name, ...describe(name), ...only, pieces: [] };
      unit.pieces.push(...piecesOf(range, statement, file), "\n");
      units.set(key, unit);
    }
  }
  return joined([...units.values()]);
}

/** A namespace may add to a function or an interface to a class: such declarations are one thing. */
function joined(units: Declared[]): Declared[] {
  return units.filter((unit) => {
    const whole = units.find(({ name, value, type }) => name === unit.name && value && type);
    if (!whole || whole === unit) return true;
    whole.pieces.push(...unit.pieces);
    return false;
  });
}

function kindOf(statement: ts.Statement): { pure?: "value" | "type" } {
  if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) {
    return { pure: "value" };
  }
  const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  return isType ? { pure: "type" } : {};
}

/** The parts of a statement that declare one name each. */
function rangesOf(statement: ts.Statement, file: ts.SourceFile): Range[] {
  const comment = file.text.slice(statement.pos, statement.getStart(file));
  if (ts.isVariableStatement(statement)) {
    const { declarations, flags } = statement.declarationList;
    const word = flags & ts.NodeFlags.Const ? "const" : flags & ts.NodeFlags.Let ? "let" : "var";
    return declarations.flatMap(({ name, pos, end }) =>
      ts.isIdentifier(name)
        ? [{ name, start: pos, end, before: `${comment}declare ${word}`, after: ";" }]
        : [],
    );
  }
  if (ts.isImportDeclaration(statement)) {
    return importedNames(statement).map((name) => importRange(statement, name, file));
  }
  if (ts.isModuleDeclaration(statement) && isAugmentation(statement)) return [];
  const { name } = statement as ts.Statement & { name?: ts.Node };
  if (!name || !ts.isIdentifier(name)) return [];
  const words = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  const exported = words.filter(({ kind }) => kind === ts.SyntaxKind.ExportKeyword).at(-1);
  return [
    { name, start: exported?.end ?? statement.getStart(file), end: statement.end, before: comment },
  ];
}

function importRange(
  statement: ts.ImportDeclaration,
  name: ts.Identifier,
  file: ts.SourceFile,
): Range {
  const { importClause, moduleSpecifier, attributes } = statement;
  const onlyTypes = importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const type = onlyTypes ? "type " : "";
  const from = ` from ${moduleSpecifier.getText(file)} ${attributes?.getText(file) ?? ""};`;
  const { parent } = name;
  if (ts.isNamespaceImport(parent)) {
    return { name, start: name.pos, end: name.end, before: `import ${type}* as`, after: from };
  }
  if (!ts.isImportSpecifier(parent)) {
    return { name, start: name.pos, end: name.end, before: `import ${type}`, after: from };
  }
  const imported = parent.propertyName?.getText(file) ?? name.text;
  const before = `import ${type}{ ${parent.isTypeOnly ? "type " : ""}${imported} as`;
  return { name, start: name.pos, end: name.end, before, after: ` }${from}` };
}

function piecesOf(range: Range, statement: ts.Statement, file: ts.SourceFile): Declared["pieces"] {
  const pieces: Declared["pieces"] = [range.before ?? ""];
  let at = range.start;
  const visit = (node: ts.Node): void => {
    if (node.end <= range.start || node.pos >= range.end) return;
    if (!ts.isIdentifier(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const meaning = node === range.name ? "own" : meaningAt(node, statement);
    if (!meaning) return;
    const start = node.getStart(file);
    pieces.push(file.text.slice(at, start), { name: node.text, meaning });
    at = node.end;
  };
  visit(statement);
  pieces.push(file.text.slice(at, range.end), range.after ?? "");
  return pieces;
}

/** What a name outside of this statement is looked up as; undefined for names of its own, such as of properties. */
function meaningAt(name: ts.Identifier, statement: ts.Statement): NamePlace["meaning"] | undefined {
  const { parent } = name;
  if (isOwnName(name, parent)) return undefined;
  for (let at: ts.Node = parent; ; at = at.parent) {
    if (declares(at, name.text)) return undefined;
    if (at === statement) break;
  }
  let outer: ts.Node = name;
  while (ts.isQualifiedName(outer.parent) || ts.isPropertyAccessExpression(outer.parent)) {
    outer = outer.parent;
  }
  if (ts.isTypeReferenceNode(outer.parent)) return "type";
  if (!ts.isExpressionWithTypeArguments(outer.parent)) return "value";
  const { token, parent: owner } = outer.parent.parent as ts.HeritageClause;
  const isClass = token === ts.SyntaxKind.ExtendsKeyword && ts.isClassLike(owner);
  return isClass ? "value" : "type";
}

function isOwnName(name: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isQualifiedName(parent)) return parent.right === name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name;
  if (ts.isImportTypeNode(parent) || ts.isImportSpecifier(parent)) return true;
  if (ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return true;
  if (ts.isExportSpecifier(parent) || ts.isTypePredicateNode(parent)) return true;
  return (parent as ts.Node & { name?: ts.Node }).name === name;
}

/** Whether a node within a declaration gives a name a meaning of its own: a type parameter, a parameter, a member of a namespace. */
function declares(node: ts.Node, name: string): boolean {
  const { locals, symbol } = node as ts.Node & BoundNode;
  if (locals?.has(ts.escapeLeadingUnderscores(name))) return true;
  if (ts.isModuleDeclaration(node) || ts.isEnumDeclaration(node)) {
    return symbol?.exports?.has(ts.escapeLeadingUnderscores(name)) === true;
  }
  if (!ts.isClassLike(node) && !ts.isInterfaceDeclaration(node)) return false;
  const member = symbol?.members?.get(ts.escapeLeadingUnderscores(name));
  return member !== undefined && (member.flags & ts.SymbolFlags.TypeParameter) !== 0;
}
