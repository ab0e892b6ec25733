/** Rows of cells as a Markdown table, the first row its head; the first column is words, the others are numbers. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 0 ? "---" : "--:"));
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

/** Such a table for a terminal. */
export function inColumns(table: string): string {
  const lines = table
    .split("\n")
    .map((line) => line.slice(2, -2).replaceAll("**", "").split(" | "));
  lines.splice(1, 1);
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  return lines
    .map((line) =>
      line
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!),
        )
        .join("  "),
    )
    .join("\n");
}
