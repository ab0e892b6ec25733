import { isImportCall } from "./notebookFile";
import { ts } from "./typescript";

export interface Import {
  specifier: string;
  isDynamic: boolean;
}

/** Makes `require.import(x)` of `import(x)`, and notes the literals. */
export function dynamicImports(found: Import[]): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      const inner = ts.visitEachChild(node, visit, context);
      if (!isImportCall(inner)) return inner;
      const [specifier] = inner.arguments;
      if (specifier && ts.isStringLiteralLike(specifier)) {
        found.push({ specifier: specifier.text, isDynamic: true });
      }
      const load = factory.createPropertyAccessExpression(
        factory.createIdentifier("require"),
        "import",
      );
      const call = factory.createCallExpression(load, undefined, inner.arguments);
      return ts.setOriginalNode(ts.setTextRange(call, inner), node);
    };
    return file.text.includes("import") ? ts.visitEachChild(file, visit, context) : file;
  };
}

/** Notes what the `require` that imports became asks for; imports of types alone have become nothing. */
export function staticImports(found: Import[]): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const visit = (node: ts.Node): ts.Node => {
      if (isCompiledImport(node)) {
        found.push({ specifier: node.arguments[0].text, isDynamic: false });
        return node;
      }
      return ts.visitEachChild(node, visit, context);
    };
    for (const statement of file.statements) visit(statement);
    return file;
  };
}

/** A `require("x")` that stands in no file: the compiler made it. */
function isCompiledImport(
  node: ts.Node,
): node is ts.CallExpression & { arguments: readonly [ts.StringLiteral] } {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const [specifier] = node.arguments;
  const isMade = node.expression.pos < 0 && node.expression.text === "require";
  return isMade && specifier !== undefined && ts.isStringLiteral(specifier);
}
