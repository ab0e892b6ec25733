import { dirname } from "node:path";
import { ts } from "./typescript";

/** How cells are checked where no tsconfig.json says otherwise. */
const defaults: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  types: ["node"],
};

/** What a notebook needs to be compiled cell by cell, whatever its tsconfig.json says. */
const forced: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  newLine: ts.NewLineKind.LineFeed,
  esModuleInterop: true,
  allowSyntheticDefaultImports: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  isolatedModules: false,
  verbatimModuleSyntax: false,
  // A constant enumeration of one cell has to be there for the next.
  preserveConstEnums: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  noEmit: false,
  noEmitOnError: false,
  noEmitHelpers: false,
  importHelpers: false,
  emitDeclarationOnly: false,
  declaration: true,
  declarationMap: false,
  isolatedDeclarations: false,
  sourceMap: true,
  inlineSourceMap: false,
  inlineSources: false,
  removeComments: false,
  stripInternal: false,
  rewriteRelativeImportExtensions: false,
  composite: false,
  incremental: false,
};

/** They say where a project's output goes; a cell's goes nowhere. */
const places = [
  "outDir",
  "outFile",
  "rootDir",
  "declarationDir",
  "tsBuildInfoFile",
  "sourceRoot",
  "mapRoot",
];

/** The options of the nearest tsconfig.json, from the notebook's folder upwards, made fit for cells. */
export function compilerOptions(folder: string): ts.CompilerOptions {
  const file = ts.findConfigFile(folder, (path) => ts.sys.fileExists(path));
  const own = file === undefined ? defaults : read(file);
  const options: ts.CompilerOptions = { ...own, ...forced, lib: own.lib ?? ["lib.es2022.d.ts"] };
  for (const place of places) Reflect.deleteProperty(options, place);
  const types = options.types ?? ts.getAutomaticTypeDirectiveNames(options, ts.sys);
  return { ...options, types: [...new Set([...types, "node"])] };
}

function read(file: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  // Its files are of no interest here, and finding them takes long in a large tree.
  const host = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config ?? {}, host, dirname(file), undefined, file).options;
}
