import { joinProgram } from "./augmentations";
import { commonJsErrors } from "./commonJs";
import { compileCell } from "./compileCell";
import type { CompiledCode } from "./compileCell";
import { notebookFile } from "./notebookFile";
import type { Project } from "./project";
import { localsOf } from "./scope";
import type { Scope } from "./scope";
import type { SideModules } from "./sideModules";
import { createTslabConverter } from "./tslab";
import type { CellCompiler, TslabConverter } from "./tslab";
import { ts } from "./typescript";

export interface CellConversion {
  /** The cell as it was checked. */
  file: ts.SourceFile;
  /** The TypeScript files that it imports. */
  sideFiles: ts.SourceFile[];
  errors: ts.Diagnostic[];
  /** Of a cell without errors. */
  compiled?: Omit<CompiledCode, "resultName"> & { resultName?: string };
}

/** A cell on its way through tslab's converter. */
interface Passage {
  source: ts.SourceFile;
  scope: Scope;
  augments: boolean;
  checked?: CellConversion;
  compiled?: CompiledCode;
}

/** Checks and compiles cells with tslab's converter, which leaves both to us. */
export class CellConverter implements CellCompiler {
  private readonly tslab: TslabConverter;
  private count = 0;
  private passage: Passage | undefined;

  constructor(
    private readonly project: Project,
    private readonly sideModules: SideModules,
  ) {
    this.tslab = createTslabConverter(this);
  }

  /**
   * @param source   the cell, parsed and bound, without errors of syntax
   * @param augments whether it adds to declarations elsewhere, so that it has to be part of the program
   */
  convert(source: ts.SourceFile, scope: Scope, augments: boolean): CellConversion {
    const passage: Passage = { source, scope, augments };
    this.passage = passage;
    const lastExpression = this.tslab.convert(source.text);
    this.passage = undefined;
    const { checked, compiled } = passage;
    if (!checked)
      throw new Error("CellConverter.convert: tslab did not ask for the cell's errors.");
    if (!compiled) return checked;
    const { resultName, ...rest } = compiled;
    const hasResult = lastExpression !== undefined;
    return { ...checked, compiled: { ...rest, ...(hasResult && { resultName }) } };
  }

  namesOf(): Iterable<string> {
    return localsOf(this.current.source).keys();
  }

  check(completed: string): boolean {
    const { project, current } = this;
    const { source, scope, augments } = current;
    const path = project.pathOf(`__cell_${++this.count}__.ts`);
    const file = notebookFile(path, completed, project.options, scope.files[0]);
    if (augments) project.augment([...project.augmentations, joinProgram(file)]);
    project.connect([...scope.files, file]);
    const sideFiles = this.sideModules.from(file);
    // Behind the cell stands what tslab added to it.
    const own = project.program
      .getSemanticDiagnostics(file)
      .filter(
        ({ category, start = 0 }) =>
          category === ts.DiagnosticCategory.Error && start <= source.text.length,
      );
    const errors = [...own, ...commonJsErrors(file, true), ...this.sideModules.check(sideFiles)];
    current.checked = { file, sideFiles, errors };
    return errors.length === 0;
  }

  emit(transformers: ts.CustomTransformers): void {
    const { scope, checked } = this.current;
    if (checked) {
      this.current.compiled = compileCell(this.project, checked.file, scope, transformers);
    }
  }

  private get current(): Passage {
    if (!this.passage) throw new Error("CellConverter: tslab asks while no cell is converted.");
    return this.passage;
  }
}
