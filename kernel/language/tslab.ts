/**
 * tslab's converter over a compiler of ours. tslab 1.0.22 would bring an old fork of TypeScript and ask it for a
 * watched program; here that module is replaced, before the converter is loaded, by TypeScript as this kernel has it
 * plus the functions that tslab's fork adds, which hand everything to a `CellCompiler`.
 */
import Module, { createRequire } from "node:module";
import { ts } from "./typescript";

/** What tslab asks for while it converts one cell. */
export interface CellCompiler {
  /** The names that a cell declares: tslab exports them at its end. */
  namesOf(source: string): Iterable<string>;
  /** Checks the cell as tslab completed it. True when nothing is wrong. */
  check(source: string): boolean;
  /** Compiles the cell that was checked last, with tslab's transformers. */
  emit(transformers: ts.CustomTransformers): void;
}

export interface TslabConverter {
  /** The name of the variable that tslab put the last expression into, if there is one and the cell is right. */
  convert(source: string): string | undefined;
}

/** What tslab stands on: its own virtual files, of which it never sees another than these two. */
const sourcePath = "/__tslab__.ts";
const declarationsPath = "/__prev__.d.ts";
/** tslab begins each cell so. */
const prefix = "export {};\n";

type Watcher = (path: string, kind: ts.FileWatcherEventKind) => void;

/** The parts of `ts.sys` that tslab overrides, so that we can call them. */
interface TslabSystem {
  readFile(path: string): string | undefined;
  watchFile(path: string, changed: Watcher): void;
  setTimeout(rebuild: () => void): unknown;
}

interface Program {
  compiler: CellCompiler;
  source: string;
  getTypeChecker(): { getSymbolAtLocation(): undefined };
}

interface SourceStandIn {
  fileName: string;
  readonly locals: Map<string, undefined>;
  statements: ts.Statement[];
}

interface Builder {
  getProgram(): Program;
  getSourceFile(path: string): SourceStandIn;
  getAllDependencies(): string[];
  emit(
    file: unknown,
    writeFile: (path: string, text: string) => void,
    cancellationToken: undefined,
    onlyDeclarations: undefined,
    transformers: ts.CustomTransformers,
  ): void;
}

interface WatchHost {
  system: TslabSystem;
  compiler: CellCompiler;
  afterProgramCreate?(builder: Builder): void;
}

interface TslabModule {
  createConverter(): {
    convert(declarations: string, source: string): { lastExpressionVar?: string };
  };
}

let compilerOfNext: CellCompiler | undefined;
let loaded: TslabModule | undefined;

export function createTslabConverter(compiler: CellCompiler): TslabConverter {
  loaded ??= load();
  compilerOfNext = compiler;
  const converter = loaded.createConverter();
  compilerOfNext = undefined;
  // Whatever earlier cells declared is the compiler's business: tslab is told of none.
  return { convert: (source) => converter.convert("", source).lastExpressionVar };
}

function load(): TslabModule {
  const require = createRequire(__filename);
  const path = require.resolve("tslab/dist/converter");
  const fork = createRequire(path).resolve("@tslab/typescript-for-tslab");
  const standIn = new Module(fork);
  require.cache[fork] = Object.assign(standIn, { loaded: true, exports: typescriptForTslab() });
  try {
    return require(path) as TslabModule;
  } finally {
    Reflect.deleteProperty(require.cache, fork);
  }
}

function typescriptForTslab(): object {
  const sys = Object.assign(Object.create(ts.sys) as ts.System, {
    newLine: "\n",
    getCurrentDirectory: () => "/",
  });
  const own = {
    // Or else tslab's import of it copies what belongs to the object itself and nothing of its prototype.
    __esModule: true,
    sys,
    createWatchCompilerHost: (
      _roots: unknown,
      _options: unknown,
      system: TslabSystem,
    ): WatchHost => {
      if (!compilerOfNext) throw new Error("tslab: a converter was made without a compiler.");
      return { system, compiler: compilerOfNext };
    },
    createWatchProgram,
    // tslab only has to know whether to go on.
    getPreEmitDiagnosticsOfFiles: ({ compiler, source }: Program) => {
      const failure = { file: { fileName: sourcePath }, start: 0, length: 0, messageText: "" };
      return compiler.check(source) ? [] : [failure];
    },
    getLineAndCharacterOfPosition: () => ({ line: 0, character: 0 }),
    getNullTransformationContext: () => undefined,
    getDefaultTypeRoots: () => [],
    // The code is CommonJS already, and declarations are kept elsewhere.
    transpileModule: (outputText: string) => ({ outputText }),
    createPrinter: () => ({ printFile: () => "" }),
  };
  return Object.create(ts, Object.getOwnPropertyDescriptors(own)) as object;
}

function createWatchProgram(host: WatchHost): { close(): void } {
  const { system, compiler } = host;
  let pending: unknown;
  const rebuild = () => {
    pending = undefined;
    const source = (system.readFile(sourcePath) ?? prefix).slice(prefix.length);
    host.afterProgramCreate?.(createBuilder(compiler, source));
  };
  const changed = () => {
    pending ??= system.setTimeout(rebuild);
  };
  system.watchFile(sourcePath, changed);
  system.watchFile(declarationsPath, changed);
  rebuild();
  return { close: () => undefined };
}

function createBuilder(compiler: CellCompiler, source: string): Builder {
  const program: Program = {
    compiler,
    source,
    // Names of earlier cells are our own transformer's business.
    getTypeChecker: () => ({ getSymbolAtLocation: () => undefined }),
  };
  return {
    getProgram: () => program,
    getSourceFile: (path) => ({
      fileName: path,
      get locals() {
        const names = path === sourcePath ? [...compiler.namesOf(source)] : [];
        return new Map(names.map((name) => [name, undefined]));
      },
      statements: [],
    }),
    getAllDependencies: () => [sourcePath],
    emit: (_file, writeFile, _token, _only, transformers) => {
      compiler.emit(transformers);
      writeFile("outDir/__tslab__.js", "");
      writeFile("outDir/__tslab__.d.ts", "");
    },
  };
}
