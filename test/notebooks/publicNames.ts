import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as library from "../../lib";
import { repository } from "./chapters";

/** What a reader may type: the values that the library exports; parameters and properties of what its files export. */
export function publicNames(): Set<string> {
  const folder = join(repository, "lib");
  const names = new Set([...Object.keys(library), ...Object.keys(library.plots)]);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || /(^|[\\/])(dist|node_modules)[\\/]/.test(file)) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(join(folder, file), "utf8"),
      ts.ScriptTarget.ES2022,
    );
    for (const statement of source.statements) {
      const isExported = ts.canHaveModifiers(statement) && isMarked(statement, "ExportKeyword");
      if (isExported) collect(statement, names);
    }
  }
  return names;
}

function collect(node: ts.Node, names: Set<string>): void {
  // What happens within a function is nobody's business.
  if (ts.isBlock(node) || (ts.canHaveModifiers(node) && isMarked(node, "PrivateKeyword"))) return;
  const isNamed =
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isPropertySignature(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessor(node);
  if (isNamed && ts.isIdentifier(node.name)) names.add(node.name.text);
  ts.forEachChild(node, (child) => {
    collect(child, names);
  });
}

function isMarked(node: ts.HasModifiers, kind: "ExportKeyword" | "PrivateKeyword"): boolean {
  return ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind[kind]) === true;
}
