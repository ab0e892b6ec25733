import { CellConverter } from "./cellConverter";
import { complete } from "./completion";
import { completeness } from "./completeness";
import type {
  Completeness,
  Completion,
  Conversion,
  Diagnostic,
  Inspection,
  LanguageService,
  Outcome,
} from "./contract";
import { Declarations } from "./declarations";
import type { Declared } from "./declared";
import { diagnosticsOf, inText } from "./diagnostics";
import { inspect } from "./inspection";
import { notebookFile } from "./notebookFile";
import { compilerOptions } from "./options";
import { Project } from "./project";
import { reservedNames } from "./reservedNames";
import { scopeOf } from "./scope";
import type { Scope } from "./scope";
import { SideModules } from "./sideModules";
import { internalsOf, ts } from "./typescript";
import { unexport } from "./unexport";

/** TypeScript over the cells of one notebook. */
export class Language implements LanguageService {
  private readonly project: Project;
  private readonly sideModules: SideModules;
  private readonly converter: CellConverter;
  private readonly declarations = new Declarations();
  private knownScope: Scope | undefined;
  private unsettled: Declared[] = [];
  private count = 0;

  /** @param folder of the notebook */
  constructor(folder: string) {
    this.project = new Project(folder, compilerOptions(folder));
    this.sideModules = new SideModules(this.project);
    this.converter = new CellConverter(this.project, this.sideModules);
  }

  convert(source: string): Conversion {
    this.unsettled = [];
    this.project.refresh();
    const written = this.parse(source);
    const { parseDiagnostics } = internalsOf(written);
    if (parseDiagnostics.length > 0) return this.failure(parseDiagnostics, written, source);

    const { text, problems } = unexport(written);
    const plain = text === source ? written : this.parse(text);
    problems.push(...reservedNames(plain));
    if (problems.length > 0) {
      return { ok: false, diagnostics: problems.map((problem) => inText(source, problem)) };
    }

    const { file, sideFiles, errors, compiled } = this.converter.convert(plain, this.scope);
    if (!compiled) return this.failure(errors, file, source);
    const { declared, imports, ...cell } = compiled;
    const sides = this.sideModules.compile(sideFiles);
    this.unsettled = declared;
    return {
      ok: true,
      cell: { ...cell, imports: [...imports, ...sides.imports], sideModules: sides.sideModules },
    };
  }

  settle(outcome: Outcome): void {
    if (this.unsettled.length === 0) return;
    this.declarations.take(this.unsettled, outcome);
    this.unsettled = [];
    this.knownScope = undefined;
  }

  complete(source: string, offset: number): Completion {
    return complete(this.project, this.open(source), offset);
  }

  inspect(source: string, offset: number, detail: 0 | 1): Inspection | undefined {
    const sourceOf = (name: string) => this.declarations.sourceOf(name);
    return inspect(this.project, this.open(source), offset, detail, sourceOf);
  }

  isComplete(source: string): Completeness {
    return completeness(source);
  }

  reset(): void {
    this.unsettled = [];
    this.declarations.clear();
    this.knownScope = undefined;
    this.sideModules.forgetSent();
  }

  private get scope(): Scope {
    if (this.knownScope) return this.knownScope;
    const file = this.parse(this.declarations.text(), ".d.ts");
    this.knownScope = scopeOf(file, this.declarations.sharedNames());
    return this.knownScope;
  }

  /** A cell that is being written, ready for questions. */
  private open(source: string): ts.SourceFile {
    this.project.refresh();
    const { file: scope } = this.scope;
    const file = this.parse(source, ".ts", scope);
    this.project.connect([scope, file]);
    return file;
  }

  private parse(text: string, extension = ".ts", scope?: ts.SourceFile): ts.SourceFile {
    const path = this.project.pathOf(`__text_${++this.count}__${extension}`);
    return notebookFile(path, text, this.project.options, scope);
  }

  private failure(
    errors: readonly ts.Diagnostic[],
    file: ts.SourceFile,
    source: string,
  ): { ok: false; diagnostics: Diagnostic[] } {
    return { ok: false, diagnostics: diagnosticsOf(errors, file, source, this.project.folder) };
  }
}
