import { chart, csv, type ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { extent, formatNumber, roundTo } from "./numbers";
import { neutral, seriesColours } from "./palette";
import { ruleLayers, type Rule } from "./rule";
import { requireCount, requireFinite } from "./validate";

/** Values whose distribution is drawn. */
export interface Sample {
  /** Shown in the legend. */
  readonly name: string;
  readonly values: ArrayLike<number>;
}

export interface DensityOptions extends ChartOptions {
  /** Title of the x axis, with its unit. Default "value". */
  readonly x?: string;
  /** Title of the y axis. Default "density". */
  readonly y?: string;
  /** Number of equal bins over all the values. Default 50. */
  readonly bins?: number;
  /** From where to where, in units of x; values outside are left out and counted. Default: all. */
  readonly range?: readonly [number, number];
  /** A density to compare with, drawn over the histogram. */
  readonly curve?: { readonly name: string; readonly density: (x: number) => number };
  /** Reference lines. */
  readonly rules?: readonly Rule[];
}

/** Histograms scaled to area 1, so that they compare with a density. */
export function density(
  samples: ArrayLike<number> | readonly Sample[],
  options: DensityOptions = {},
): ChartFigure {
  const { x: xTitle = "value", y: yTitle = "density", bins = 50, curve, rules = [] } = options;
  requireCount("density", "bins", bins);
  const list = isSamples(samples) ? samples : [{ name: "samples", values: samples }];
  if (list.length === 0) throw new RangeError("density: no samples. There is nothing to draw.");
  for (const { name, values } of list) requireFinite("density", `"${name}"`, values);
  const extents = list.map(({ values }) => extent(values));
  let [low, high] = options.range ?? [
    Math.min(...extents.map(([from]) => from)),
    Math.max(...extents.map(([, to]) => to)),
  ];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  if (!(low < high)) {
    throw new RangeError(`density: range is [${low}, ${high}]; its start must be below its end.`);
  }

  const width = (high - low) / bins;
  const histograms = list.map(({ name, values }) => ({
    name,
    heights: histogram(values, low, width, bins),
  }));
  const several = list.length > 1;
  const names = [...list.map((one) => one.name), ...(curve ? [curve.name] : [])];
  const color = {
    field: "series",
    type: "nominal",
    sort: null,
    scale: {
      domain: names,
      range: names.map((_, i) =>
        curve && i === names.length - 1 ? seriesColours[1] : barColours[i % barColours.length],
      ),
    },
    legend: names.length > 1 ? { title: null, orient: "top", symbolOpacity: 1 } : null,
  };
  const y = { field: "density", type: "quantitative", title: yTitle, scale: { zero: true } };
  const x = {
    field: "x",
    type: "quantitative",
    title: xTitle,
    scale: { domain: [low, high], nice: false },
    axis: { grid: false },
  };
  const opacity = { condition: { param: "pick", value: several ? 0.45 : 0.6 }, value: 0.05 };
  const edge = (bin: number) => roundTo(low + bin * width, 6);
  const bars = {
    data: csv({
      series: histograms.flatMap(({ name, heights }) => heights.map(() => name)),
      x: histograms.flatMap(({ heights }) => heights.map((_, bin) => edge(bin))),
      end: histograms.flatMap(({ heights }) => heights.map((_, bin) => edge(bin + 1))),
      density: histograms.flatMap(({ heights }) => heights.map((value) => roundTo(value, 4))),
    }),
    params: [
      {
        name: "pick",
        select: { type: "point", fields: ["series"] },
        ...(names.length > 1 ? { bind: "legend" } : {}),
      },
    ],
    mark: { type: "bar", binSpacing: 0, tooltip: true },
    encoding: {
      x: { ...x, bin: "binned" },
      x2: { field: "end" },
      y: { ...y, stack: null },
      color,
      opacity,
    },
  };
  const layers: object[] = [bars];
  if (curve) {
    const at = Array.from({ length: 201 }, (_, i) => low + ((high - low) * i) / 200);
    const heights = at.map((value) => curve.density(value));
    requireFinite("density", `curve "${curve.name}"`, heights);
    layers.push({
      data: csv({
        series: at.map(() => curve.name),
        x: at.map((value) => roundTo(value, 5)),
        density: heights.map((value) => roundTo(value, 4)),
      }),
      mark: { type: "line", strokeWidth: 2.5 },
      encoding: { x, y, color },
    });
  }
  return chart(
    { layer: [...layers, ...ruleLayers(rules)] },
    { ...options, description: describe(list, low, high, xTitle, curve?.name) },
  );
}

const barColours = [
  seriesColours[0],
  seriesColours[2],
  seriesColours[3],
  seriesColours[4],
  neutral,
];

function histogram(values: ArrayLike<number>, low: number, width: number, bins: number): number[] {
  const heights = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++) {
    const position = (values[i]! - low) / width;
    if (position < 0 || position > bins) continue;
    heights[Math.min(Math.floor(position), bins - 1)]! += 1 / (values.length * width);
  }
  return heights;
}

function describe(
  list: readonly Sample[],
  low: number,
  high: number,
  title: string,
  curve: string | undefined,
): string {
  const parts = list.map(({ name, values }) => {
    const all = Array.from(values);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
    const outside = all.filter((value) => value < low || value > high).length;
    return (
      `${name}: ${formatNumber(all.length)} values, mean ${formatNumber(mean)}, ` +
      `standard deviation ${formatNumber(Math.sqrt(variance))}` +
      (outside > 0 ? `, ${formatNumber(outside)} outside the range drawn` : "")
    );
  });
  return `Histogram of ${title}. ${parts.join("; ")}${curve ? `; with the curve ${curve}` : ""}.`;
}

function isSamples(value: ArrayLike<number> | readonly Sample[]): value is readonly Sample[] {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === "object";
}
