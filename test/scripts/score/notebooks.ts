import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A cell of a notebook for a test: its source, or more of it. */
export type TestCell =
  string | { source: string; tags?: readonly string[]; outputs?: readonly object[] };

/** The JSON of a notebook; its cells have the ids cell-1, cell-2, … */
export function notebookOf(cells: readonly TestCell[], metadata: object = {}): string {
  const made = cells.map((cell, i) => {
    const { source, tags, outputs = [] } = typeof cell === "string" ? { source: cell } : cell;
    return {
      ...{ cell_type: "code", id: `cell-${i + 1}`, source, outputs, execution_count: null },
      metadata: tags ? { tags } : {},
    };
  });
  return JSON.stringify({ cells: made, metadata, nbformat: 4, nbformat_minor: 5 });
}

/** Writes files, with the folders that they need. */
export function writeFiles(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
