import { Augmentations, ambientFile, augmentingStatements, keysOf } from "./augmentations";
import type { Augmentation } from "./augmentations";
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
import type { Scope } from "./scope";
import { SideModules } from "./sideModules";
import { internalsOf, ts } from "./typescript";
import { unexport, withBlank } from "./unexport";

/** TypeScript over the cells of one notebook. */
export class Language implements LanguageService {
  private readonly project: Project;
  private readonly sideModules: SideModules;
  private readonly converter: CellConverter;
  private readonly declarations = new Declarations();
  private knownScope: Scope | undefined;
  /** What earlier cells declared, but for the last of them. */
  private settled: ts.SourceFile | undefined;
  private readonly augmentations = new Augmentations();
  /** Of the last cell that was converted. */
  private unsettled: { declared: Declared[]; augmentation: Augmentation | undefined } | undefined;
  private count = 0;

  /** @param folder of the notebook */
  constructor(folder: string) {
    this.project = new Project(folder, compilerOptions(folder));
    this.sideModules = new SideModules(this.project);
    this.converter = new CellConverter(this.project, this.sideModules);
  }

  convert(source: string): Conversion {
    this.unsettled = undefined;
    try {
      return this.convertCell(source);
    } catch (error) {
      this.project.renew();
      throw error;
    }
  }

  settle(outcome: Outcome): void {
    const { declared = [], augmentation } = this.unsettled ?? {};
    this.unsettled = undefined;
    if (augmentation) this.augmentations.add(augmentation);
    if (declared.length === 0) return;
    this.declarations.take(declared, outcome);
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
    this.unsettled = undefined;
    this.declarations.clear();
    this.augmentations.clear();
    this.knownScope = undefined;
    this.sideModules.forgetSent();
  }

  private convertCell(source: string): Conversion {
    this.project.refresh();
    const written = this.parse(source);
    const { parseDiagnostics } = internalsOf(written);
    if (parseDiagnostics.length > 0) return this.failure(parseDiagnostics, written, source);

    const { text, problems } = unexport(written);
    const cell = text === source ? written : this.parse(text);
    problems.push(...reservedNames(cell));
    if (problems.length > 0) {
      return { ok: false, diagnostics: problems.map((problem) => inText(source, problem)) };
    }

    const { plain, augmentation, augments } = this.augmentationOf(cell);
    this.project.augment([
      ...this.augmentations.filesBeside(augmentation),
      ...(augmentation?.files ?? []),
    ]);
    const conversion = this.converter.convert(plain, this.scope, augments);
    const { file, sideFiles, errors, compiled } = conversion;
    if (!compiled) return this.failure(errors, file, source);
    const { declared, imports, ...code } = compiled;
    const sides = this.sideModules.compile(sideFiles);
    if (augments) augmentation?.files.push(file);
    this.unsettled = { declared, augmentation };
    return {
      ok: true,
      cell: { ...code, imports: [...imports, ...sides.imports], sideModules: sides.sideModules },
    };
  }

  /** What a cell adds to declarations elsewhere, and the cell without what no module may say. */
  private augmentationOf(cell: ts.SourceFile): {
    plain: ts.SourceFile;
    augmentation: Augmentation | undefined;
    augments: boolean;
  } {
    const statements = augmentingStatements(cell);
    if (statements.length === 0) return { plain: cell, augmentation: undefined, augments: false };
    const ambient = statements.filter(({ name }) => {
      if (!ts.isStringLiteral(name)) return false;
      return this.augmentations.declares(name.text) || !this.project.hasTypes(name.text);
    });
    const path = this.project.pathOf(`__ambient_${++this.count}__.d.ts`);
    const files = ambient.length > 0 ? [ambientFile(path, ambient, cell)] : [];
    const text = ambient.reduce(
      (text, statement) => withBlank(text, statement.getStart(cell), statement.end),
      cell.text,
    );
    return {
      plain: ambient.length > 0 ? this.parse(text) : cell,
      augmentation: {
        keys: keysOf(statements),
        modules: ambient.map(({ name }) => name.text),
        files,
      },
      augments: ambient.length < statements.length,
    };
  }

  private get scope(): Scope {
    if (this.knownScope) return this.knownScope;
    const [settledText, recentText] = this.declarations.texts();
    if (this.settled?.text !== settledText) this.settled = this.parse(settledText, ".d.ts");
    const recent = this.parse(recentText, ".d.ts", this.settled);
    const isShared = (name: string) => this.declarations.isShared(name);
    this.knownScope = { files: [recent, this.settled], isShared };
    return this.knownScope;
  }

  /** A cell that is being written, ready for questions. */
  private open(source: string): ts.SourceFile {
    this.project.refresh();
    this.project.augment(this.augmentations.filesBeside());
    const { files } = this.scope;
    const file = this.parse(source, ".ts", files[0]);
    this.project.connect([...files, file]);
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
