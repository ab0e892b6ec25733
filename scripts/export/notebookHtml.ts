import { hasTag, sourceOf } from "../runner/notebook";
import type { Cell, Notebook } from "../runner/notebook";
import { highlight } from "./highlight";
import { outputHtml, type OutputContext } from "./outputs";

/** The cells of a notebook as HTML. The tags remove-cell, remove-input and remove-output leave parts out, as in nbconvert. */
export function notebookHtml({ cells }: Notebook, context: OutputContext): string {
  return cells
    .filter((cell) => !hasTag(cell, "remove-cell"))
    .map((cell) => cellHtml(cell, context))
    .join("\n");
}

function cellHtml(cell: Cell, context: OutputContext): string {
  const source = sourceOf(cell);
  if (cell.cell_type === "markdown") return context.render(source);
  if (cell.cell_type === "raw") return "";
  const input = hasTag(cell, "remove-input") ? "" : codeHtml(source);
  const outputs = hasTag(cell, "remove-output") ? [] : (cell.outputs ?? []);
  const shown = outputs.map((output) => outputHtml(output, context)).filter((html) => html !== "");
  const output = shown.length === 0 ? "" : `<div class="output">${shown.join("\n")}</div>`;
  return `<div class="cell">${input}${output}</div>`;
}

function codeHtml(source: string): string {
  return `<pre class="code"><code>${highlight(source, "typescript")}</code></pre>`;
}
