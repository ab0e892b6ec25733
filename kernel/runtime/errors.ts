import { SourceMap } from "node:module";
import type { SourceMapPayload } from "node:module";
import { relative } from "node:path";
import { inspect } from "node:util";
import type { JupyterError } from "./protocol";

/** Code that a stack trace may speak of: a cell or a TypeScript file, and how to get from its JavaScript to it. */
interface Source {
  /** As a reader should see it. */
  name: string;
  text: string;
  /** JSON; parsed only when an error shows it */
  map: string;
}

/** So many causes of causes are shown. */
const deepest = 8;

/** Turns what code threw into an error that shows lines of cells and of the reader's own files, nothing internal. */
export class Errors {
  private readonly sources = new Map<string, Source>();

  /**
   * @param place as it appears in stack traces
   * @param sourceMap JSON
   */
  know(place: string, name: string, source: string, sourceMap: string): void {
    this.sources.set(place, { name, text: source, map: sourceMap });
  }

  describe(thrown: unknown): JupyterError {
    try {
      return this.describeUpTo(deepest, thrown);
    } catch {
      // Its properties may be anything, functions that throw among them.
      const evalue = "What was thrown cannot be shown.";
      return { ename: "Error", evalue, traceback: [`Error: ${evalue}`] };
    }
  }

  private describeUpTo(depth: number, thrown: unknown): JupyterError {
    if (!isError(thrown)) {
      const evalue = typeof thrown === "string" ? thrown : inspect(thrown);
      return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
    }
    // Code can set them to anything.
    const { name, message } = thrown as { name?: unknown; message?: unknown };
    const ename = typeof name === "string" && name !== "" ? name : "Error";
    const evalue = typeof message === "string" ? message : inspect(message);
    const traceback = [`${ename}: ${evalue}`, ...this.frames(thrown)];
    if (depth > 0) {
      if (thrown.cause !== undefined) {
        const [head, ...rest] = this.describeUpTo(depth - 1, thrown.cause).traceback;
        traceback.push(`caused by ${head}`, ...rest);
      }
      for (const one of aggregated(thrown)) {
        traceback.push(...this.describeUpTo(0, one).traceback);
      }
    }
    return { ename, evalue, traceback };
  }

  private frames(error: Error): string[] {
    const frames: string[] = [];
    const stack: unknown = error.stack;
    for (const frame of typeof stack === "string" ? stack.split("\n") : []) {
      const [, name, line, column] =
        /^\s+at (?:async )?(?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
      const source = name === undefined ? undefined : this.sources.get(name);
      if (!source) continue;
      const map = new SourceMap(JSON.parse(source.map) as SourceMapPayload);
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      if (!("originalLine" in entry)) continue;
      const text = source.text.split("\n")[entry.originalLine]?.trim() ?? "";
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
