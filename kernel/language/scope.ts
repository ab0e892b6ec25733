import { isAugmentation } from "./augmentations";
import { internalsOf, ts } from "./typescript";

/** What the cells so far have declared, as the checker sees it. */
export interface Scope {
  /** The first is where a cell looks for a name; each is seen through the one before. */
  files: readonly [ts.SourceFile, ...ts.SourceFile[]];
  /** Whether the value of a name is on the object that cells share. */
  isShared: (name: string) => boolean;
}

/** Whether a symbol is what a name of an earlier cell means. */
export function isEarlier({ files }: Scope, name: string, symbol: ts.Symbol): boolean {
  const key = ts.escapeLeadingUnderscores(name);
  return files.some((file) => internalsOf(file).locals?.get(key) === symbol);
}

/** Whether a file is part of what a cell sees of earlier cells. */
export function isScopeOf(cell: ts.SourceFile, file: ts.SourceFile): boolean {
  let at = internalsOf(cell).parent;
  while (at && at !== file) at = at.parent;
  return at === file;
}

/** The names that a file declares. */
export function localsOf(file: ts.SourceFile): Map<string, ts.Symbol> {
  const locals = [...(internalsOf(file).locals ?? [])].filter(
    ([, { declarations = [] }]) =>
      !declarations.some((one) => ts.isModuleDeclaration(one) && isAugmentation(one)),
  );
  return new Map(locals.map(([key, symbol]) => [ts.unescapeLeadingUnderscores(key), symbol]));
}
