import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../backend/packageRoot";

/** A line such as `import { element } from "./elements.mjs";`, also over several lines. */
const importLine = /^import \{[^}]*\} from "\.\/([\w.]+)";\n/gm;
const comment = /^[ \t]*\/\*\*(?:(?!\*\/)[^])*\*\/\n/gm;

/**
 * One module of the page's half, with all that it imports from beside it: a widget's page gets a single source. So the
 * names at the top of these files must differ from each other. Comments are left out; every notebook holds this text.
 *
 * @param entry name of the file in `page`, with a default export
 */
export function pageSource(entry: string): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = pageFile(name);
    for (const [, imported] of source.matchAll(importLine)) add(imported!);
    const own = source.replace(importLine, "").replace(comment, "");
    parts.push(name === entry ? own : own.replace(/^export /gm, ""));
  };
  add(entry);
  return parts.join("");
}

/** A file of the page's half as it is. */
export function pageFile(name: string): string {
  return readFileSync(join(packageRoot(), "notebook", "explorer", "page", name), "utf8");
}
