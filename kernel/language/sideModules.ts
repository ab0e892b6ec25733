import { commonJsErrors } from "./commonJs";
import type { CompiledCell, SideModule } from "./contract";
import { emitJavaScript } from "./emit";
import { dynamicImports, staticImports } from "./imports";
import type { Import } from "./imports";
import type { Project } from "./project";
import { internalsOf, ts } from "./typescript";

interface Compiled {
  file: ts.SourceFile;
  module: SideModule;
  imports: Import[];
}

/** The TypeScript files that cells import. */
export class SideModules {
  private readonly compiled = new Map<string, Compiled>();
  /** What the runtime has. */
  private readonly sent = new Set<Compiled>();
  private checked = new Set<ts.SourceFile>();
  private checkedGeneration = 0;

  constructor(private readonly project: Project) {}

  /** The TypeScript files that a file leads to. */
  from(root: ts.SourceFile): ts.SourceFile[] {
    const found = new Set([root]);
    // A set gives what is added to it while it is gone through.
    for (const file of found) {
      for (const specifier of internalsOf(file).imports) {
        const imported = this.project.importedFile(specifier, file);
        if (imported && isTypeScript(imported)) found.add(imported);
      }
    }
    found.delete(root);
    return [...found];
  }

  /** What is wrong with these files. */
  check(files: readonly ts.SourceFile[]): ts.Diagnostic[] {
    const { program, generation } = this.project;
    if (generation !== this.checkedGeneration) this.checked = new Set();
    this.checkedGeneration = generation;
    return files.flatMap((file) => {
      if (this.checked.has(file)) return [];
      const found = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
        ...commonJsErrors(file, false),
      ];
      const errors = found.filter(({ category }) => category === ts.DiagnosticCategory.Error);
      if (errors.length === 0) this.checked.add(file);
      return errors;
    });
  }

  /** The files compiled: of modules, those that the runtime does not have yet. */
  compile(files: readonly ts.SourceFile[]): Pick<CompiledCell, "imports" | "sideModules"> {
    const compiled = files.map((file) => this.compileFile(file));
    const fresh = compiled.filter((one) => !this.sent.has(one));
    for (const one of fresh) this.sent.add(one);
    return {
      imports: compiled.flatMap(({ imports, module }) =>
        imports.map((one) => ({ ...one, from: module.path })),
      ),
      sideModules: fresh.map(({ module }) => module),
    };
  }

  /** The runtime started anew and has none. */
  forgetSent(): void {
    this.sent.clear();
  }

  private compileFile(file: ts.SourceFile): Compiled {
    const known = this.compiled.get(file.fileName);
    if (known?.file === file) return known;
    if (known) this.sent.delete(known);
    const imports: Import[] = [];
    const transformers = { before: [dynamicImports(imports)], after: [staticImports(imports)] };
    const emitted = emitJavaScript(this.project, file, transformers);
    const compiled = { file, module: { path: file.fileName, ...emitted }, imports };
    this.compiled.set(file.fileName, compiled);
    return compiled;
  }
}

function isTypeScript({ fileName, isDeclarationFile }: ts.SourceFile): boolean {
  return !isDeclarationFile && /\.[cm]?tsx?$/.test(fileName);
}
