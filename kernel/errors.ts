import { inspect } from "node:util";
import { expandShorthands } from "./shorthands";
import type { Diagnostic } from "./tslab";

/** An error as Jupyter wants it. */
export interface JupyterError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A cell that did not run because its types are wrong. */
export class TypeCheckFailure extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super("the cell has type errors");
  }
}

/** A cell that a person stopped. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor() {
    super("The cell was stopped before it ended.");
  }
}

/** The source of a cell and the JavaScript it became: what turns a stack frame into a line of the cell. */
export interface CompiledCell {
  /** As it appears in stack traces, see {@link nameOfCell}. */
  label: string;
  source: string;
  output: string;
}

export function nameOfCell(count: number): string {
  return `cell[${count}].ts`;
}

/** Turns whatever a cell threw into an error message that shows the lines of cells, and nothing internal. */
export function describeError(thrown: unknown, cells: Map<string, CompiledCell>): JupyterError {
  if (thrown instanceof TypeCheckFailure) return describeTypeErrors(thrown, cells);
  if (!isError(thrown)) {
    const evalue = typeof thrown === "string" ? thrown : inspect(thrown);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const ename = thrown.name || "Error";
  const evalue = thrown.message;
  const traceback = [`${ename}: ${evalue}`, ...cellFrames(thrown, cells)];
  for (
    let cause = thrown.cause, depth = 0;
    isError(cause) && depth < 8;
    cause = cause.cause, depth++
  ) {
    traceback.push(`caused by ${cause.name}: ${cause.message}`, ...cellFrames(cause, cells));
  }
  return { ename, evalue, traceback };
}

/** `instanceof Error` is false for an error of another realm. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function cellFrames(error: Error, cells: Map<string, CompiledCell>): string[] {
  const frames: string[] = [];
  for (const frame of (error.stack ?? "").split("\n")) {
    const place = /(cell\[\d+\]\.ts):(\d+):\d+\)?$/.exec(frame);
    const cell = place ? cells.get(place[1]!) : undefined;
    if (!place || !cell) continue;
    const line = sourceLine(cell, Number(place[2]));
    if (line) frames.push(`    at ${cell.label}:${line.number}    ${line.text}`);
  }
  return [...new Set(frames)];
}

/**
 * The line of the cell that became this line of its JavaScript. Types and imports are gone there and names of
 * imports are rewritten, so lines are told by what is left of them: the nth of equal lines is the nth of the cell's.
 */
function sourceLine(
  cell: CompiledCell,
  outputLine: number,
): { number: number; text: string } | undefined {
  const outputs = cell.output.split("\n").map(essence);
  const wanted = outputs[outputLine - 1];
  if (!wanted) return undefined;
  const nth = outputs.slice(0, outputLine).filter((line) => line === wanted).length;
  const texts = cell.source.split("\n");
  const lines = expandShorthands(cell.source)
    .split("\n")
    .map((line, index) => ({
      number: index + 1,
      text: texts[index]!.trim(),
      essence: essence(line),
    }));
  const matches = lines.filter((line) => line.essence === wanted);
  // The compiler gives `if (…) throw …` two lines.
  const part = lines.find((line) => wanted.length > 4 && line.essence.includes(wanted));
  return matches[nth - 1] ?? matches[0] ?? part;
}

function essence(line: string): string {
  return line
    .replace(/\(0, \w+_\d+\.(\w+)\)/g, "$1")
    .replace(/\b(?:exports|\w+_\d+)\.(\w+)/g, "$1")
    .replace(/\b(?:const|let|var) /g, "")
    .replace(/(\w+)\s*:\s*[\w.<>[\] |]+ = /, "$1 = ")
    .replace(/tsLastExpr\d* = /, "")
    .replace(/[\s;]/g, "")
    .replace(/["'`]/g, '"');
}

function describeTypeErrors(
  failure: TypeCheckFailure,
  cells: Map<string, CompiledCell>,
): JupyterError {
  const source = [...cells.values()].at(-1)?.source ?? "";
  const lines = source.split("\n");
  const traceback = failure.diagnostics.flatMap((diagnostic) => {
    const { start } = diagnostic;
    const place = `${diagnostic.fileName ?? "cell"}:${start.line + 1}:${start.character + 1}`;
    const text = diagnostic.fileName === undefined ? lines[start.line] : undefined;
    const message = `${place} - TS${diagnostic.code}: ${diagnostic.messageText}`;
    return text === undefined ? [message] : [message, ...underlined(text, diagnostic)];
  });
  const first = failure.diagnostics[0];
  const more = failure.diagnostics.length - 1;
  const evalue = `${first?.messageText ?? ""}${more > 0 ? ` (and ${more} more)` : ""}`;
  return { ename: "TypeScriptError", evalue, traceback };
}

function underlined(text: string, { start, end }: Diagnostic): string[] {
  const length = end.line === start.line ? Math.max(1, end.character - start.character) : 1;
  return [`    ${text}`, `    ${" ".repeat(start.character)}${"^".repeat(length)}`];
}
