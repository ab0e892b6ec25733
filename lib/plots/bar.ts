import { chart, csv, defaultWidth, type ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { formatNumber, roundTo } from "./numbers";
import { seriesColours } from "./palette";
import { ruleLayers, type Rule } from "./rule";
import { requireFinite, requireSameLength } from "./validate";

export interface BarOptions extends ChartOptions {
  /** What the bars are. Default none: their names say it. */
  readonly x?: string;
  /** What their heights are, with the unit. Default "value". */
  readonly y?: string;
  /** Half the length of the error bar on each, in units of y; say in the title what it is. */
  readonly errors?: ArrayLike<number>;
  /** Reference lines, at values of y. */
  readonly rules?: readonly Rule[];
}

/** A bar for every name, from zero, in the order given. */
export function bar(
  labels: readonly (string | number)[],
  values: ArrayLike<number>,
  options: BarOptions = {},
): ChartFigure {
  const { y: yTitle = "value", errors, rules = [] } = options;
  requireFinite("bar", "values", values);
  requireSameLength("bar", "values", values, "labels", labels);
  if (errors) {
    requireFinite("bar", "errors", errors);
    requireSameLength("bar", "errors", errors, "values", values);
  }
  const names = labels.map(String);
  if (new Set(names).size < names.length) {
    throw new RangeError(`bar: two bars share a name (${names.join(", ")}). Name them apart.`);
  }
  const heights = Array.from(values, (value) => roundTo(value, 4));
  const ends = (sign: number) =>
    errors ? heights.map((value, i) => roundTo(value + sign * errors[i]!, 4)) : heights;
  const room = (options.width ?? defaultWidth) / names.length;
  const longest = Math.max(...names.map((name) => name.length)) * 6.8;
  const x = {
    field: "name",
    type: "nominal",
    sort: null,
    title: options.x ?? null,
    axis: { labelAngle: longest < room ? 0 : names.length > 12 ? -90 : -25, labelLimit: 180 },
  };
  const y = { field: "value", type: "quantitative", title: yTitle };
  const tooltip = [
    { field: "name", type: "nominal", title: options.x ?? "bar" },
    { ...y, format: ".4~g" },
  ];
  const whiskers = { mark: { type: "rule", strokeWidth: 2, color: seriesColours[5] } };
  const layers = [
    {
      mark: { type: "bar", color: seriesColours[0], cornerRadiusEnd: 2 },
      encoding: { x, y, tooltip },
    },
    ...(errors
      ? [{ ...whiskers, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } }]
      : []),
    ...ruleLayers(rules),
  ];
  const parts = names.map(
    (name, i) =>
      `${name}: ${formatNumber(heights[i]!)}${errors ? ` ± ${formatNumber(errors[i]!)}` : ""}`,
  );
  return chart(
    { data: csv({ name: names, value: heights, low: ends(-1), high: ends(1) }), layer: layers },
    { ...options, description: `Bars of ${yTitle}. ${parts.join("; ")}.` },
  );
}
