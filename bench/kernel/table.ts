import { spreadOf, type Spread } from "../common/spread";
import { inColumns, markdown } from "../common/tables";
import type { KernelResults } from "./measured";
import type { Bound, Row } from "./rows";
import { ours, rows } from "./rows";

/** The run as a Markdown table: a row a measure, a column a kernel, and what ours is held to beside it. */
export function markdownTable(results: KernelResults): string {
  const head = ["", ...results.kernels.map(({ label, version }) => `${label} ${version}`), "bound"];
  const body = rows.map((row) => [
    row.unit === "" || row.unit === "lines" ? row.label : `${row.label}, ${row.unit}`,
    ...results.kernels.map(({ id }) => cellOf(row, spreadOf(results.values[id]?.[row.measure]))),
    boundCell(row, results),
  ]);
  return markdown([head, ...body]);
}

/** The same for a terminal. */
export function plainTable(results: KernelResults): string {
  return inColumns(markdownTable(results));
}

/** "0.41 (0.40–0.44)", the median and the range. */
function cellOf({ unit }: Row, spread: Spread | "never" | undefined): string {
  if (spread === undefined) return "–";
  if (spread === "never") return "never";
  const [median, least, most] = [spread.median, spread.least, spread.most].map((value) =>
    formatted(value, unit),
  ) as [string, string, string];
  return least === most ? median : `${median} (${least}–${most})`;
}

function formatted(value: number, unit: Row["unit"]): string {
  const digits = unit === "s" ? 2 : unit === "ms" ? 1 : 0;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function boundCell(row: Row, results: KernelResults): string {
  const { bound } = row;
  if (bound === undefined) return "";
  const limit = limitOf(row, bound, results);
  const words =
    bound.kind === "peer"
      ? `≤ ${bound.peer}`
      : `${bound.kind === "at least" ? "≥" : "≤"} ${formattedBound(bound.value)}`;
  const found = spreadOf(results.values[ours]?.[row.measure]);
  if (found === undefined || limit === undefined) return `${words}: not measured`;
  if (found === "never") return `${words}: **over**`;
  const holds = bound.kind === "at least" ? found.median >= limit : found.median <= limit;
  return `${words}: ${holds ? "ok" : "**over**"}`;
}

function limitOf(row: Row, bound: Bound, results: KernelResults): number | undefined {
  if (bound.kind !== "peer") return bound.value;
  const spread = spreadOf(results.values[bound.peer]?.[row.measure]);
  return typeof spread === "object" ? spread.median : undefined;
}

function formattedBound(value: number): string {
  return value.toLocaleString("en-US");
}
