import type { Cell, TableFigure } from "./figure";

export interface TableOptions {
  /** Which keys to show, in order, and the heading of each with its unit: `{ kl: "KL (nats)" }`. Default: all keys. */
  readonly columns?: Readonly<Record<string, string>>;
  /** The table's caption: what it shows, or what follows from it. Default "". */
  readonly title?: string;
}

/** Rows of named values. Numbers are shown with four significant digits. */
export function table(
  rows: readonly Readonly<Record<string, Cell | undefined>>[],
  options: TableOptions = {},
): TableFigure {
  if (rows.length === 0) throw new RangeError("table: no rows. There is nothing to show.");
  const { title = "" } = options;
  const keys = options.columns
    ? Object.keys(options.columns)
    : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  for (const key of keys) {
    if (!rows.some((row) => key in row)) {
      throw new RangeError(
        `table: no row has "${key}". The rows have: ${Object.keys(rows[0]!).join(", ")}.`,
      );
    }
  }
  return {
    kind: "table",
    columns: keys.map((key) => options.columns?.[key] ?? key),
    rows: rows.map((row) => keys.map((key) => row[key] ?? null)),
    description: title,
  };
}
