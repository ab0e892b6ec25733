/**
 * TypeScript, and those of its internals that this folder uses. They are not part of its public interface, so their
 * types are written down here, in one place; the version is pinned exactly.
 */
import ts from "typescript";

export { ts };

/** What the compiler keeps on a source file. */
export interface SourceFileInternals {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  version: string;
  parent: ts.Node | undefined;
  locals?: ReadonlyMap<ts.__String, ts.Symbol>;
  imports: ts.StringLiteralLike[];
  moduleAugmentations: ts.Node[];
  ambientModuleNames: string[];
  parseDiagnostics: ts.DiagnosticWithLocation[];
  jsDocParsingMode: ts.JSDocParsingMode;
  identifiers: Map<string, string>;
  externalModuleIndicator?: ts.Node | true;
}

export function internalsOf(file: ts.SourceFile): SourceFileInternals {
  return file as unknown as SourceFileInternals;
}

/** The tables of names that binding leaves on nodes. */
export interface BoundNode {
  locals?: ReadonlyMap<ts.__String, ts.Symbol>;
  symbol?: ts.Symbol;
  jsDoc?: ts.JSDoc[];
}

export interface ModeAwareCache<T> {
  set(name: string, mode: ts.ResolutionMode, value: T): unknown;
}

export interface ProgramInternals {
  readonly resolvedModules: Map<string, ModeAwareCache<ts.ResolvedModuleWithFailedLookupLocations>>;
  getModeForUsageLocation(file: ts.SourceFile, usage: ts.StringLiteralLike): ts.ResolutionMode;
  getResolvedModuleFromModuleSpecifier(
    specifier: ts.StringLiteralLike,
    file: ts.SourceFile,
  ): ts.ResolvedModuleWithFailedLookupLocations | undefined;
  emit(
    file: ts.SourceFile,
    writeFile: (path: string, text: string) => void,
    cancellationToken: undefined,
    /** 0: JavaScript, 1: declarations. */
    only: 0 | 1,
    transformers: ts.CustomTransformers | undefined,
    /** Also where a type has no name that could be written. */
    force: boolean,
  ): void;
}

export function programInternals(program: ts.Program): ProgramInternals {
  return program as unknown as ProgramInternals;
}

/** Writes the type of a node, for a declaration file. */
export type TypeWriter = (
  node: ts.Node,
  enclosing: ts.Node,
  flags: ts.NodeBuilderFlags,
  ...rest: unknown[]
) => ts.TypeNode | undefined;

export interface EmitResolver {
  createTypeOfDeclaration: TypeWriter;
  createReturnTypeOfSignatureDeclaration: TypeWriter;
  createTypeOfExpression: TypeWriter;
}

export interface CheckerInternals {
  getEmitResolver: (...args: unknown[]) => EmitResolver;
}

export function checkerInternals(checker: ts.TypeChecker): CheckerInternals {
  return checker as unknown as CheckerInternals;
}

export interface SymbolDisplay {
  displayParts: ts.SymbolDisplayPart[];
  documentation: ts.SymbolDisplayPart[];
  tags?: ts.JSDocTagInfo[];
  symbolKind: ts.ScriptElementKind;
}

export type CompletionEntry = ts.CompletionEntry & { symbol?: ts.Symbol };

interface Internals {
  NodeFlags: { Ambient: ts.NodeFlags };
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  computeLineStarts(text: string): number[];
  computeLineAndCharacterOfPosition(
    lineStarts: readonly number[],
    position: number,
  ): ts.LineAndCharacter;
  createModeAwareCache<T>(): ModeAwareCache<T>;
  getJSDocCommentRanges(node: ts.Node, text: string): ts.CommentRange[] | undefined;
  parseIsolatedJSDocComment(
    text: string,
    start: number,
    length: number,
  ): { jsDoc: ts.JSDoc } | undefined;
  setParentRecursive(node: ts.Node, incremental: boolean): void;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  isInComment(file: ts.SourceFile, position: number): object | undefined;
  skipOuterExpressions(node: ts.Expression): ts.Expression;
  Completions: {
    getCompletionsAtPosition(
      host: object,
      program: ts.Program,
      log: (message: string) => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
      triggerCharacter: undefined,
      completionKind: undefined,
      cancellationToken: object,
      formatContext: undefined,
      includeSymbol: true,
    ): (ts.CompletionInfo & { entries: CompletionEntry[] }) | undefined;
  };
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
      /** All of them. */
      meaning?: 7,
    ): SymbolDisplay;
  };
  SignatureHelp: {
    getSignatureHelpItems(
      program: ts.Program,
      file: ts.SourceFile,
      position: number,
      reason: ts.SignatureHelpTriggerReason,
      cancellationToken: object,
    ): ts.SignatureHelpItems | undefined;
  };
  formatting: {
    SmartIndenter: {
      getIndentation(
        position: number,
        file: ts.SourceFile,
        options: ts.FormatCodeSettings,
        assumeNewLineBeforeCloseBrace?: boolean,
      ): number;
    };
  };
}

export const internals = ts as unknown as Internals;

export const neverCancelled = {
  isCancellationRequested: () => false,
  throwIfCancellationRequested: () => undefined,
};
