import type { ChartFigure } from "./figure";

/** A title that states the finding; with a second line if two are given. */
export type Title = string | readonly [title: string, subtitle: string];

/** Of the plotting area, px. */
export const defaultWidth = 520;

/** What every chart takes. */
export interface ChartOptions {
  /** States the finding: "Rate falls as β grows". Default: made from the data, or none. */
  readonly title?: Title;
  /** Width of the plotting area, px. Default 520, which fits a notebook's cell. */
  readonly width?: number;
  /** Height of the plotting area, px. Default 260. */
  readonly height?: number;
}

/**
 * Wraps marks into a complete spec. It sets sizes and no colour of text, axis or background:
 * those come from the page, which may be dark.
 */
export function chart(
  content: Readonly<Record<string, unknown>>,
  options: ChartOptions & { readonly description: string },
): ChartFigure {
  const { width = defaultWidth, height = 260, title, description } = options;
  return {
    kind: "chart",
    description: title === undefined ? description : `${plainTitle(title)}. ${description}`,
    spec: {
      $schema: "https://vega.github.io/schema/vega-lite/v5.json",
      description,
      ...(title === undefined ? {} : { title: titleSpec(title, width) }),
      width,
      height,
      ...content,
      config: {
        axis: {
          labelFontSize: 12,
          titleFontSize: 13,
          titleFontWeight: "normal",
          gridOpacity: 0.35,
        },
        legend: { labelFontSize: 12, titleFontSize: 12, labelLimit: 320, symbolStrokeWidth: 2.5 },
        title: { fontSize: 15, subtitleFontSize: 13, anchor: "start", frame: "group", offset: 12 },
        view: { stroke: null },
      },
    },
  };
}

/** Title and subtitle, broken into lines that fit the chart's width. */
export function titleSpec(title: Title, width: number): object {
  const [main, subtitle] = typeof title === "string" ? [title, undefined] : title;
  return {
    text: wrap(main, (width + 40) / 7.6),
    ...(subtitle === undefined ? {} : { subtitle: wrap(subtitle, (width + 40) / 6.4) }),
  };
}

function plainTitle(title: Title): string {
  return (typeof title === "string" ? title : title.join(". ")).replace(/[.\s]+$/, "");
}

function wrap(text: string, limit: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= limit) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/**
 * Columns as inline CSV: a notebook stores it as one string, where a list of objects would take
 * a line for every number.
 */
export function csv(columns: Readonly<Record<string, readonly (string | number)[]>>): object {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.map((_, i) =>
    names.map((name) => csvCell(columns[name]![i]!)).join(","),
  );
  const parse = Object.fromEntries(
    names.map((name) => [name, typeof columns[name]![0] === "number" ? "number" : "string"]),
  );
  return { values: [names.join(","), ...rows].join("\n"), format: { type: "csv", parse } };
}

function csvCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
