import { formatNumber } from "../plots/numbers";
import type { Cell, TableFigure } from "../plots";

/** Text as it may stand in HTML, also within an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * A table for the page. No colours, so that it follows the page's theme; no scripts.
 *
 * @param linkOf where a cell leads; default nowhere
 */
export function tableHtml(
  { columns, rows, description }: TableFigure,
  linkOf: (row: number, column: number) => string | undefined = () => undefined,
): string {
  const numeric = columns.map((_, j) => rows.every((row) => isNumeric(row[j] ?? null)));
  const align = (j: number) => `style="text-align:${numeric[j] ? "right" : "left"}"`;
  const head = columns.map((name, j) => `<th scope="col" ${align(j)}>${escapeHtml(name)}</th>`);
  const linked = (text: string, address: string | undefined) =>
    address === undefined ? text : `<a href="${escapeHtml(address)}">${text}</a>`;
  const body = rows.map((row, i) => {
    const cells = row.map((cell, j) => linked(escapeHtml(cellText(cell)), linkOf(i, j)));
    return `<tr>${cells.map((text, j) => `<td ${align(j)}>${text}</td>`).join("")}</tr>`;
  });
  const caption =
    description === ""
      ? ""
      : `<caption style="text-align:left;font-weight:bold;padding-bottom:0.4em;width:max-content;max-width:44em">${escapeHtml(description)}</caption>`;
  return `<table>${caption}<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** The same table in plain text, columns aligned. */
export function tableText({ columns, rows, description }: TableFigure): string {
  const cells = [columns.map(String), ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_, j) => Math.max(...cells.map((row) => row[j]!.length)));
  const numeric = columns.map((_, j) => rows.every((row) => isNumeric(row[j] ?? null)));
  const lines = cells.map((row) =>
    row
      .map((cell, j) => (numeric[j] ? cell.padStart(widths[j]!) : cell.padEnd(widths[j]!)))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
  return [...(description === "" ? [] : [description]), ...lines].join("\n");
}

function cellText(cell: Cell): string {
  if (cell === null) return "–";
  if (typeof cell === "number") return formatNumber(cell);
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return cell;
}

const isNumeric = (cell: Cell) => cell === null || typeof cell === "number";
