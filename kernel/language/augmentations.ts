import { internalsOf, ts } from "./typescript";

/** What a cell adds to declarations elsewhere: `declare global { … }` and `declare module "x" { … }`. */
export interface Augmentation {
  /** What it declares, as `module.name` or, of an interface, `module.name.member`. */
  keys: string[];
  /** Modules that have no other types. */
  modules: string[];
  /** Files of the program that say so. */
  files: ts.SourceFile[];
}

/** The additions of all cells. One that declares anything again takes the place of those before. */
export class Augmentations {
  private kept: Augmentation[] = [];

  /** The files of those that stay when another comes. */
  filesBeside(added?: Augmentation): ts.SourceFile[] {
    return this.beside(added).flatMap(({ files }) => files);
  }

  /** Whether a module has its types from a cell alone. */
  declares(module: string): boolean {
    return this.kept.some(({ modules }) => modules.includes(module));
  }

  add(added: Augmentation): void {
    this.kept = [...this.beside(added), added];
  }

  clear(): void {
    this.kept = [];
  }

  private beside(added?: Augmentation): Augmentation[] {
    const keys = new Set(added?.keys);
    return this.kept.filter((one) => !one.keys.some((key) => keys.has(key)));
  }
}

/** The statements of a cell that add to other declarations. */
export function augmentingStatements(cell: ts.SourceFile): ts.ModuleDeclaration[] {
  return cell.statements.filter(
    (statement): statement is ts.ModuleDeclaration =>
      ts.isModuleDeclaration(statement) && isAugmentation(statement),
  );
}

export function isAugmentation({ name, flags }: ts.ModuleDeclaration): boolean {
  return ts.isStringLiteral(name) || (flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

export function keysOf(statements: readonly ts.ModuleDeclaration[]): string[] {
  return statements.flatMap(({ name, body }) => {
    if (!body || !ts.isModuleBlock(body)) return [name.text];
    return body.statements.flatMap((statement) => {
      const keys = declaredBy(statement).map((declared) => `${name.text}.${declared}`);
      if (!ts.isInterfaceDeclaration(statement)) return keys;
      return statement.members.map((member) => `${keys[0] ?? ""}.${textOf(member.name)}`);
    });
  });
}

function declaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => textOf(name));
  }
  return [textOf((statement as ts.Statement & { name?: ts.Node }).name)];
}

function textOf(name: ts.Node | undefined): string {
  return name?.getText(name.getSourceFile()) ?? "";
}

/** `declare module "x"` for a module that is not there says what it is; that has to stand in a file that is no module. */
export function ambientFile(
  path: string,
  statements: readonly ts.ModuleDeclaration[],
  cell: ts.SourceFile,
): ts.SourceFile {
  const text = statements.map((statement) => statement.getText(cell)).join("\n");
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022);
}

/** Lets the program itself find out what a file imports and adds to. */
export function joinProgram(file: ts.SourceFile): ts.SourceFile {
  const inside = internalsOf(file) as Partial<ReturnType<typeof internalsOf>>;
  delete inside.imports;
  delete inside.moduleAugmentations;
  delete inside.ambientModuleNames;
  return file;
}
