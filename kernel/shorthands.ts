import type ts from "typescript";
import { typescript } from "./tslab";

/**
 * `{ beta }` becomes `{ beta: beta }`. tslab looks for names of earlier cells everywhere but in a shorthand
 * property, where it then finds none when the cell runs. Lines stay where they are.
 */
export function expandShorthands(source: string): string {
  const { ScriptTarget, createSourceFile, forEachChild, isShorthandPropertyAssignment } =
    typescript;
  const file = createSourceFile("cell.ts", source, ScriptTarget.ES2022);
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (isShorthandPropertyAssignment(node)) names.push(node.name);
    forEachChild(node, visit);
  };
  visit(file);
  let expanded = source;
  for (const name of names.reverse()) {
    expanded = `${expanded.slice(0, name.end)}: ${name.text}${expanded.slice(name.end)}`;
  }
  return expanded;
}
