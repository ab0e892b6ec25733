import type { Project } from "./project";
import { checkerInternals, programInternals, ts } from "./typescript";
import type { EmitResolver, TypeWriter } from "./typescript";

/** Compiles a file, of the program or not, to the body of a CommonJS module. */
export function emitJavaScript(
  project: Project,
  file: ts.SourceFile,
  transformers: ts.CustomTransformers,
): { code: string; sourceMap: string } {
  const { options, program } = project;
  let code = "";
  let sourceMap = "";
  const write = (path: string, text: string): void => {
    if (path.endsWith(".map")) sourceMap = text;
    else code = text;
  };
  // Checked as ES modules, where `await` may stand anywhere, and emitted as what a function can hold.
  options.module = ts.ModuleKind.CommonJS;
  try {
    programInternals(program).emit(file, write, undefined, 0, transformers, true);
  } finally {
    options.module = ts.ModuleKind.ESNext;
  }
  return { code: code.replace(/\n\/\/# sourceMappingURL=.*$/, "\n"), sourceMap };
}

/**
 * The declaration file of a file. Types may be named by paths into `node_modules`, as nobody will publish it; what
 * nothing can name becomes `any`.
 */
export function emitDeclarations(
  project: Project,
  file: ts.SourceFile,
  transformers: ts.CustomTransformers,
): string {
  let declarations = "";
  const write = (_path: string, text: string): void => {
    declarations = text;
  };
  const checker = checkerInternals(project.program.getTypeChecker());
  const { getEmitResolver } = checker;
  checker.getEmitResolver = (...args) => namingByPath(getEmitResolver(...args));
  try {
    programInternals(project.program).emit(file, write, undefined, 1, transformers, true);
  } finally {
    checker.getEmitResolver = getEmitResolver;
  }
  return declarations;
}

function namingByPath(resolver: EmitResolver): EmitResolver {
  const { AllowNodeModulesRelativePaths } = ts.NodeBuilderFlags;
  const allow =
    (write: TypeWriter): TypeWriter =>
    (node, enclosing, flags, ...rest) =>
      write(node, enclosing, flags | AllowNodeModulesRelativePaths, ...rest);
  return {
    ...resolver,
    createTypeOfDeclaration: allow(resolver.createTypeOfDeclaration),
    createReturnTypeOfSignatureDeclaration: allow(resolver.createReturnTypeOfSignatureDeclaration),
    createTypeOfExpression: allow(resolver.createTypeOfExpression),
  };
}
