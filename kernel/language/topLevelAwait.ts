import { isAwaitUsing } from "./bindings";
import { ts } from "./typescript";

/** Where code waits outside of its functions, so that it has to run in an asynchronous one. */
export function findTopLevelAwait(node: ts.Node): ts.Node | undefined {
  if (ts.isAwaitExpression(node)) return node;
  if (ts.isForOfStatement(node) && node.awaitModifier) return node.awaitModifier;
  if (ts.isVariableDeclarationList(node) && isAwaitUsing(node)) return node;
  if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) {
    // Of these, only the name and the decorators belong to the code around.
    const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
    for (const part of [node.name, ...decorators]) {
      const found = part && findTopLevelAwait(part);
      if (found) return found;
    }
    return undefined;
  }
  if (ts.isClassStaticBlockDeclaration(node)) return undefined;
  return ts.forEachChild(node, findTopLevelAwait);
}
