import { SourceMap } from "node:module";
import { relative } from "node:path";
import { inspect } from "node:util";
import type { JupyterError } from "./protocol";

/** Code that a stack trace may speak of: a cell or a TypeScript file, and how to get from its JavaScript to it. */
interface Source {
  /** As a reader should see it. */
  name: string;
  lines: string[];
  map: SourceMap;
}

/** Turns what code threw into an error that shows lines of cells and of the reader's own files, nothing internal. */
export class Errors {
  private readonly sources = new Map<string, Source>();

  /**
   * @param place as it appears in stack traces
   * @param sourceMap JSON
   */
  know(place: string, name: string, source: string, sourceMap: string): void {
    const payload = JSON.parse(sourceMap) as ConstructorParameters<typeof SourceMap>[0];
    this.sources.set(place, { name, lines: source.split("\n"), map: new SourceMap(payload) });
  }

  describe(thrown: unknown): JupyterError {
    if (!isError(thrown)) {
      const evalue = typeof thrown === "string" ? thrown : inspect(thrown);
      return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
    }
    const ename = thrown.name || "Error";
    const evalue = thrown.message;
    const traceback = [`${ename}: ${evalue}`, ...this.frames(thrown)];
    let cause = thrown.cause;
    for (let depth = 0; isError(cause) && depth < 8; cause = cause.cause, depth++) {
      traceback.push(`caused by ${cause.name}: ${cause.message}`, ...this.frames(cause));
    }
    for (const one of aggregated(thrown)) traceback.push(...this.describe(one).traceback);
    return { ename, evalue, traceback };
  }

  private frames(error: Error): string[] {
    const frames: string[] = [];
    for (const frame of (error.stack ?? "").split("\n")) {
      const [, name, line, column] =
        /^\s+at (?:async )?(?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
      const source = name === undefined ? undefined : this.sources.get(name);
      if (!source) continue;
      const entry = source.map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!("originalLine" in entry)) continue;
      const text = source.lines[entry.originalLine]?.trim() ?? "";
      frames.push(`    at ${source.name}:${entry.originalLine + 1}    ${text}`);
    }
    return [...new Set(frames)];
  }
}

/** How a path is shown to the reader whose notebook lies in `folder`. */
export function shownPath(path: string, folder: string): string {
  return relative(folder, path).replaceAll("\\", "/");
}

/** `instanceof Error` is false for an error of another realm. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}

function aggregated(error: Error): unknown[] {
  const { errors } = error as { errors?: unknown };
  return Array.isArray(errors) ? errors.slice(0, 8) : [];
}
