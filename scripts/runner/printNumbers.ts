import type { ChapterNumbers } from "./notebook";

/** The numbers of a chapter as lines of text, in columns. */
export function printNumbers({ chapter, parameters, numbers }: ChapterNumbers): string {
  const rows = numbers.map(({ name, value, unit, reference, source }) => [
    name,
    brief(value),
    unit,
    reference === undefined ? "" : `reference ${brief(reference)}`,
    source ?? "",
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...rows.map((row) => row[column]!.length)),
  );
  const lines = rows.map((row) =>
    row
      .map((text, column) =>
        column === 1 ? text.padStart(widths[1]!) : text.padEnd(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
  const settings = Object.entries(parameters).map(([name, value]) => `${name} = ${String(value)}`);
  return [`${chapter}: ${settings.join(", ")}`, ...lines.map((line) => `  ${line}`)].join("\n");
}

function brief(value: number): string {
  return String(Number(value.toPrecision(6)));
}
