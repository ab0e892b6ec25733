import { chart, csv, defaultWidth, type ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { extent, formatNumber, roundTo, roundToRange, spread } from "./numbers";
import { seriesColours } from "./palette";
import { ruleLayers, type Rule } from "./rule";
import { requireCount, requireFinite, requireSameLength } from "./validate";

/** One line. */
export interface Series {
  /** Shown in the legend. */
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Lower end of the uncertainty at every point, in units of y. */
  readonly lower?: ArrayLike<number>;
  /** Upper end of the uncertainty at every point, in units of y. */
  readonly upper?: ArrayLike<number>;
  /** Drawn dashed, for instance because it is a reference. Default false. */
  readonly dashed?: boolean;
}

export interface LineOptions extends ChartOptions {
  /** Title of the x axis, with its unit: "step", "μ (latent units)". */
  readonly x: string;
  /** Title of the y axis, with its unit: "rate (nats per example)". */
  readonly y: string;
  /** Logarithmic x axis. Default false. */
  readonly logX?: boolean;
  /** x counts something: no ticks between whole numbers. Default false. */
  readonly wholeX?: boolean;
  /** Logarithmic y axis. Default false. */
  readonly logY?: boolean;
  /** The y axis starts at 0. Default false. */
  readonly zero?: boolean;
  /** How `lower` and `upper` are drawn. Default "band". */
  readonly interval?: "band" | "bars";
  /** Dots on the points. Default: where a line has at most 25 points. */
  readonly dots?: boolean;
  /** false: only the dots, no lines between them. Default true. */
  readonly joined?: boolean;
  /** Reference lines. */
  readonly rules?: readonly Rule[];
  /** Most points kept of a line, spread evenly. Default 300. */
  readonly maximum?: number;
}

/** Lines of y over x, in the order given. Hover for values; click the legend to single one out. */
export function line(series: readonly Series[], options: LineOptions): ChartFigure {
  const { maximum = 300, interval = "band", joined = true, rules = [] } = options;
  if (series.length === 0) throw new RangeError("line: no series. There is nothing to draw.");
  requireCount("line", "maximum", maximum, 2);
  for (const one of series) requireSeries(one, options);

  const names = series.map((one) => one.name);
  if (new Set(names).size < names.length) {
    throw new RangeError(`line: two series share a name (${names.join(", ")}). Name them apart.`);
  }
  const kept = series.map((one) => thin(one, maximum));
  const dots = options.dots ?? (!joined || kept.every((one) => one.x.length <= 25));
  const several = series.length > 1;
  const hasInterval = series.some((one) => one.lower !== undefined);

  const symbolType = joined ? "stroke" : "circle";
  const legend = several
    ? {
        title: null,
        orient: "top",
        symbolType,
        symbolOpacity: 1,
        ...columnsOf(names, options.width),
      }
    : null;
  const colour = {
    field: "series",
    type: "nominal",
    sort: null,
    scale: { domain: names, range: names.map((_, i) => seriesColours[i % seriesColours.length]) },
    legend,
  };
  const faded = (shown: number) => ({
    condition: { param: "pick", value: shown },
    value: 0.1,
  });
  const x = {
    field: "x",
    type: "quantitative",
    title: options.x,
    scale: options.logX
      ? { type: "log", nice: false, padding: dots ? 8 : 2 }
      : { zero: false, nice: false, padding: dots ? 8 : 2 },
    axis: {
      grid: false,
      ...(options.wholeX ? { tickMinStep: 1, format: "d" } : {}),
      ...(options.logX ? { labelSeparation: 6 } : {}),
    },
  };
  const y = {
    field: "y",
    type: "quantitative",
    title: options.y,
    scale: options.logY ? { type: "log" } : { zero: options.zero ?? false },
  };
  const y2 = { field: "upper" };
  const tooltip = [
    ...(several ? [{ field: "series", title: "line" }] : []),
    { field: "x", type: "quantitative", title: options.x, format: ".5~g" },
    { field: "y", type: "quantitative", title: options.y, format: ".4~g" },
  ];
  const dashes = series.some((one) => one.dashed);
  const strokeDash = {
    field: "series",
    type: "nominal",
    sort: null,
    scale: { domain: names, range: series.map((one) => (one.dashed ? [6, 4] : [1, 0])) },
    legend,
  };

  const layers = [
    ...(hasInterval
      ? [
          {
            mark: interval === "band" ? { type: "area" } : { type: "rule", strokeWidth: 1.5 },
            encoding: {
              x,
              y: { ...y, field: "lower", stack: null },
              y2,
              color: colour,
              opacity: faded(interval === "band" ? 0.22 : 0.9),
            },
          },
        ]
      : []),
    ...(joined
      ? [
          {
            mark: { type: "line", strokeWidth: 2, strokeJoin: "round" },
            encoding: {
              x,
              y,
              color: colour,
              opacity: faded(1),
              ...(dashes ? { strokeDash } : {}),
            },
          },
        ]
      : []),
    {
      params: [
        {
          name: "pick",
          select: { type: "point", fields: ["series"] },
          ...(several ? { bind: "legend" } : {}),
        },
        { name: "hover", select: { type: "point", on: "pointerover", nearest: true } },
      ],
      mark: { type: "circle", size: 45 },
      encoding: {
        x,
        y,
        color: colour,
        opacity: dots
          ? faded(1)
          : { condition: { param: "hover", empty: false, value: 1 }, value: 0 },
        tooltip,
      },
    },
    ...ruleLayers(rules),
  ];
  return chart({ data: seriesData(kept, options), layer: layers }, describe(series, options));
}

/** Entries below each other where a row of them, about as wide as here, would push aside the chart to its right. */
function columnsOf(names: readonly string[], width = defaultWidth): object {
  const row = names.reduce((sum, name) => sum + 26 + 5.2 * name.length, 0); // px: a stroke and its gaps, then letters
  return row > width + 20 ? { columns: 1 } : {};
}

function requireSeries(one: Series, options: LineOptions): void {
  const label = `series "${one.name}"`;
  for (const key of ["x", "y", "lower", "upper"] as const) {
    const values = one[key];
    if (values === undefined) continue;
    requireFinite("line", `${label}: ${key}`, values);
    requireSameLength("line", `${label}: ${key}`, values, "x", one.x);
    const log = key === "x" ? options.logX : options.logY;
    if (log && extent(values)[0] <= 0) {
      throw new RangeError(
        `line: ${label}: ${key} goes down to ${extent(values)[0]}, which a logarithmic axis cannot ` +
          `show. Leave out the points at or below 0, or use a linear axis.`,
      );
    }
  }
  if ((one.lower === undefined) !== (one.upper === undefined)) {
    throw new RangeError(`line: ${label} has only one of lower and upper. Give both or neither.`);
  }
}

function thin(one: Series, maximum: number): Series {
  const keep = spread(one.x.length, maximum);
  keep[keep.length - 1] = one.x.length - 1; // the last point is the one people read
  const pick = (values: ArrayLike<number>) => keep.map((i) => values[i]!);
  return {
    ...one,
    x: pick(one.x),
    y: pick(one.y),
    ...(one.lower && one.upper ? { lower: pick(one.lower), upper: pick(one.upper) } : {}),
  };
}

function seriesData(series: readonly Series[], options: LineOptions): object {
  const join = (key: "x" | "y" | "lower" | "upper", log: boolean | undefined) => {
    const values = series.flatMap((one) => Array.from(one[key] ?? one.y));
    return log ? values.map((value) => roundTo(value, 4)) : roundToRange(values);
  };
  return csv({
    series: series.flatMap((one) => Array.from(one.x, () => one.name)),
    x: join("x", options.logX),
    y: join("y", options.logY),
    ...(series.some((one) => one.lower)
      ? { lower: join("lower", options.logY), upper: join("upper", options.logY) }
      : {}),
  });
}

function describe(series: readonly Series[], options: LineOptions) {
  const lines = series.map(({ name, x, y }) => {
    const last = y.length - 1;
    const [low, high] = extent(y);
    return (
      `${name}: ${formatNumber(y[0]!)} at ${formatNumber(x[0]!)}, ` +
      `${formatNumber(y[last]!)} at ${formatNumber(x[last]!)}, ` +
      `between ${formatNumber(low)} and ${formatNumber(high)}`
    );
  });
  const references = (options.rules ?? []).map((rule) => `; reference: ${rule.label}`).join("");
  return {
    ...options,
    description: `Lines of ${options.y} over ${options.x}. ${lines.join("; ")}${references}.`,
  };
}
