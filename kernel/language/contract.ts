/** What the language part answers to the server. Offsets are UTF-16 code units of the cell, lines and characters from 0. */

export interface Position {
  line: number;
  character: number;
}

/** What TypeScript says about a place of a cell, or of a file that a cell imports. */
export interface Diagnostic {
  /** Undefined for the cell itself; otherwise the path of the file, relative to the notebook's folder. */
  file?: string;
  start: Position;
  end: Position;
  code: number;
  /** TypeScript's own words, nested explanations indented by two spaces each. */
  message: string;
  /** The line of source that the place is in. */
  text: string;
}

/** A TypeScript file that a cell imports, compiled. */
export interface SideModule {
  /** absolute path of the .ts file */
  path: string;
  /** body of a CommonJS module */
  code: string;
  sourceMap: string;
}

export interface CompiledCell {
  /** Body of a function of `exports` and `require`. Strict. */
  code: string;
  /** JSON of a source map from `code` to the cell. */
  sourceMap: string;
  /** Whether the function has to be an async one. */
  isAsync: boolean;
  /** Names that the code assigns on `exports`. */
  names: string[];
  /** The name on `exports` that holds the last expression's value. */
  resultName?: string;
  /**
   * Every module that is imported with a literal specifier: in the cell, or `from` the path of one of its side modules.
   * `import("x")` is dynamic; in `code` it is `require.import("x")`.
   */
  imports: { specifier: string; from?: string; isDynamic: boolean }[];
  /** New or changed since the last cell. */
  sideModules: SideModule[];
}

export type Conversion =
  { ok: true; cell: CompiledCell } | { ok: false; diagnostics: Diagnostic[] };

/** How a compiled cell ended: what later cells may then refer to. */
export interface Outcome {
  /** False when it threw or was stopped. */
  completed: boolean;
  /** Of `CompiledCell.names`, those that were assigned before it ended. */
  assigned: string[];
}

export interface CompletionItem {
  text: string;
  /** TypeScript's kind: "method", "const", "class", … */
  type: string;
  signature?: string;
  documentation?: string;
}

export interface Completion {
  start: number;
  end: number;
  items: CompletionItem[];
}

export interface Inspection {
  /** For a terminal. */
  plain: string;
  markdown: string;
}

export interface Completeness {
  status: "complete" | "incomplete" | "invalid";
  /** With "incomplete". */
  indent?: string;
}

/**
 * TypeScript over the cells of one notebook. Implemented in the language worker (`Language`), used by the server
 * through a client of the same shape whose methods give promises.
 */
export interface LanguageService {
  /** Checks a cell against the cells before it and compiles it. Changes nothing for later cells until `settle`. */
  convert(source: string): Conversion;
  /** Takes over what the last converted cell declared. */
  settle(outcome: Outcome): void;
  complete(source: string, offset: number): Completion;
  /** detail 0: signature and documentation; 1: with the source of the definition where there is one. */
  inspect(source: string, offset: number, detail: 0 | 1): Inspection | undefined;
  isComplete(source: string): Completeness;
  /** Forgets every cell: the runtime started anew. */
  reset(): void;
}
