import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import vm from "node:vm";
import type { CompiledCell, Diagnostic } from "../../../kernel/language/contract";
import { Language } from "../../../kernel/language/language";

/** What `run` throws of a cell that TypeScript refuses. */
export class Refused extends Error {
  constructor(readonly diagnostics: Diagnostic[]) {
    super(diagnostics.map(shown).join("\n"));
  }
}

/** `line:character-line:character TScode message`, counted from 1 as a reader would. */
export function shown({ file, start, end, code, message }: Diagnostic): string {
  const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
  return `${file === undefined ? "" : `${file} `}${place} TS${code} ${message}`;
}

/** Runs cells in this process, as simply as can be: what they share is one object, whose names it watches. */
export class Notebook {
  readonly language: Language;
  readonly shared: Record<string, unknown> = {};
  private readonly sideModules = new Map<string, { code: string; exports?: object }>();

  constructor(private readonly folder: string) {
    this.language = new Language(folder);
  }

  /** The cell compiled; it does not run. */
  compile(source: string): CompiledCell {
    const conversion = this.language.convert(source);
    if (!conversion.ok) throw new Refused(conversion.diagnostics);
    return conversion.cell;
  }

  /** What TypeScript says of a cell, one string an error. */
  errors(source: string): string[] {
    const conversion = this.language.convert(source);
    return conversion.ok ? [] : conversion.diagnostics.map(shown);
  }

  /** The value of the last expression. */
  async run(source: string): Promise<unknown> {
    const cell = this.compile(source);
    for (const { path, code } of cell.sideModules) this.sideModules.set(path, { code });
    if (cell.sideModules.length > 0) {
      for (const module of this.sideModules.values()) delete module.exports;
    }
    const before = cell.names.map((name) => this.shared[name]);
    const assigned = () => cell.names.filter((name, i) => this.shared[name] !== before[i]);
    try {
      const head = `(${cell.isAsync ? "async " : ""}function (exports, require) {`;
      const body = vm.runInThisContext(`${head}${cell.code}\n})`) as (
        ...args: unknown[]
      ) => unknown;
      await body(this.shared, this.requireFor(this.folder));
      const value = await (cell.resultName === undefined
        ? undefined
        : this.shared[cell.resultName]);
      if (cell.resultName !== undefined) Reflect.deleteProperty(this.shared, cell.resultName);
      this.language.settle({ completed: true, assigned: assigned() });
      return value;
    } catch (error) {
      this.language.settle({ completed: false, assigned: assigned() });
      throw error;
    }
  }

  private requireFor(folder: string) {
    const native = createRequire(join(folder, "cell.js"));
    const load = (specifier: string): unknown => {
      const path = resolve(folder, specifier);
      const candidates = [path, `${path}.ts`, path.replace(/\.js$/, ".ts"), join(path, "index.ts")];
      const found = candidates.find((candidate) => this.sideModules.has(candidate));
      if (found === undefined || !/^\.{0,2}\//.test(specifier)) return native(specifier) as unknown;
      const module = this.sideModules.get(found)!;
      if (module.exports) return module.exports;
      module.exports = {};
      const body = vm.runInThisContext(`(function (exports, require) {${module.code}\n})`) as (
        ...args: unknown[]
      ) => void;
      body(module.exports, this.requireFor(dirname(found)));
      return module.exports;
    };
    const dynamic = async (specifier: string): Promise<unknown> => {
      if (/^\.{0,2}\//.test(specifier)) return load(specifier);
      return (await import(native.resolve(specifier))) as unknown;
    };
    return Object.assign(load, { import: dynamic });
  }
}
