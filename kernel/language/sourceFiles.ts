import { statSync } from "node:fs";
import { ts } from "./typescript";

interface Known {
  file: ts.SourceFile;
  /** Of files that may change while the kernel runs. */
  stamp: string | undefined;
}

/** Files on disk, parsed once. */
export class SourceFiles {
  private readonly known = new Map<string, Known>();

  get(
    path: string,
    options: ts.CreateSourceFileOptions | ts.ScriptTarget,
  ): ts.SourceFile | undefined {
    const known = this.known.get(path);
    if (known) return known.file;
    const stamp = mayChange(path) ? stampOf(path) : undefined;
    const text = ts.sys.readFile(path);
    if (text === undefined) return undefined;
    const file = ts.createSourceFile(path, text, parseOptions(path, options));
    this.known.set(path, { file, stamp });
    return file;
  }

  /** Forgets files that have changed or gone. False when there was none. */
  dropChanged(): boolean {
    let dropped = false;
    for (const [path, { stamp }] of this.known) {
      if (stamp === undefined || stamp === stampOf(path)) continue;
      this.known.delete(path);
      dropped = true;
    }
    return dropped;
  }
}

/** Paths are real ones, so a package linked from a workspace is not under `node_modules`. */
export function mayChange(path: string): boolean {
  return !path.includes("/node_modules/");
}

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : "gone";
}

/** Comments of declarations are parsed when somebody asks for them: that saves a quarter of the start, and memory. */
function parseOptions(
  path: string,
  options: ts.CreateSourceFileOptions | ts.ScriptTarget,
): ts.CreateSourceFileOptions {
  const given = typeof options === "object" ? options : { languageVersion: options };
  const hasTypes = /\.([cm]?ts|tsx|json)$/.test(path);
  const { ParseAll, ParseNone } = ts.JSDocParsingMode;
  return { ...given, jsDocParsingMode: hasTypes ? ParseNone : ParseAll };
}
