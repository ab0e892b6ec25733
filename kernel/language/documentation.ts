import { internals, internalsOf, ts } from "./typescript";
import type { BoundNode } from "./typescript";

/** Parses the doc comments of a symbol's declarations, which files of declarations are read without. */
export function attachDocumentation(symbol: ts.Symbol, checker: ts.TypeChecker): void {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const declaration of target.declarations ?? []) {
    const file = declaration.getSourceFile();
    if (internalsOf(file).jsDocParsingMode !== ts.JSDocParsingMode.ParseNone) continue;
    // The comment may stand before the statement around.
    for (let node: ts.Node = declaration; node !== file; node = node.parent) {
      attach(node, file.text);
      if (ts.isStatement(node) || ts.isClassElement(node) || ts.isTypeElement(node)) break;
    }
  }
}

function attach(node: ts.Node & BoundNode, text: string): void {
  if (node.jsDoc) return;
  const ranges = internals.getJSDocCommentRanges(node, text) ?? [];
  node.jsDoc = ranges.flatMap(({ pos, end }) => {
    const parsed = internals.parseIsolatedJSDocComment(text, pos, end - pos);
    if (!parsed) return [];
    const { jsDoc } = parsed;
    internals.setParentRecursive(jsDoc, false);
    return [Object.assign(jsDoc, { parent: node })];
  });
}

/** `{@link name}` as `name`. */
export function linksAsWords(text: string): string {
  return text.replace(
    /\{@link(?:code|plain)?\s+([^}|]*?)\s*(?:\|\s*([^}]*))?\}/g,
    (_, name, title) => String(title ?? name),
  );
}
