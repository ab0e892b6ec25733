import { internalsOf, ts } from "./typescript";

/** What the cells so far have declared, as the checker sees it. */
export interface Scope {
  file: ts.SourceFile;
  /** The names whose values are on the object that cells share. */
  shared: ReadonlyMap<string, ts.Symbol>;
}

export function scopeOf(file: ts.SourceFile, sharedNames: readonly string[]): Scope {
  const { locals } = internalsOf(file);
  const shared = new Map<string, ts.Symbol>();
  for (const name of sharedNames) {
    const symbol = locals?.get(ts.escapeLeadingUnderscores(name) as string);
    if (symbol) shared.set(name, symbol);
  }
  return { file, shared };
}

/** The names that a file declares. */
export function localsOf(file: ts.SourceFile): Map<string, ts.Symbol> {
  const { locals = new Map<string, ts.Symbol>() } = internalsOf(file);
  return new Map(
    [...locals].map(([key, symbol]) => [ts.unescapeLeadingUnderscores(key as ts.__String), symbol]),
  );
}
