import { chart, csv, type ChartOptions } from "./chart";
import type { ChartFigure, Matrix } from "./figure";
import { haloText } from "./haloText";
import { extent, formatNumber, roundToRange } from "./numbers";
import { requireFinite } from "./validate";

/** A value on every point of a regular grid. */
export interface Grid {
  /** Columns, evenly spaced and rising. */
  readonly x: ArrayLike<number>;
  /** Rows, evenly spaced and rising; the first is drawn at the bottom. */
  readonly y: ArrayLike<number>;
  /** [rows * columns], row after row; or [rows, columns]; or the function itself. */
  readonly z: ArrayLike<number> | Matrix | ((x: number, y: number) => number);
}

export interface HeatmapOptions extends ChartOptions {
  /** Title of the x axis, with its unit. Default "x". */
  readonly x?: string;
  /** Title of the y axis, with its unit. Default "y". */
  readonly y?: string;
  /** What the colour means, with its unit. Default "value". */
  readonly z?: string;
  /** A colour scale of Vega: "viridis" (default), or one with two sides such as "blueorange". */
  readonly scheme?: string;
  /** Values at the ends of the colour scale; others take the end's colour. Default: the data's. */
  readonly domain?: readonly [number, number];
  /** Points marked with a ring and a name. */
  readonly marks?: readonly { readonly x: number; readonly y: number; readonly label: string }[];
}

/** A colour for every cell of a regular grid. At most 10,000 cells; 50 × 50 looks smooth. */
export function heatmap(grid: Grid, options: HeatmapOptions = {}): ChartFigure {
  const { x: xTitle = "x", y: yTitle = "y", z: zTitle = "value", scheme = "viridis" } = options;
  const { x, y } = grid;
  const dx = spacing("x", x);
  const dy = spacing("y", y);
  const z = values(grid);
  if (z.length !== x.length * y.length) {
    throw new RangeError(
      `heatmap: z has ${z.length} values, but ${y.length} rows of ${x.length} columns are ` +
        `${x.length * y.length}. List z row after row, one value for every (y, x).`,
    );
  }
  if (z.length > 10_000) {
    throw new RangeError(
      `heatmap: ${z.length} cells are more than a notebook should hold. Use at most 100 by 100.`,
    );
  }
  requireFinite("heatmap", "z", z);

  // A whole number of pixels per cell leaves no seams between the cells.
  const fit = (length: number, count: number) => Math.max(1, Math.round(length / count)) * count;
  const axis = (field: string, title: string, from: ArrayLike<number>, step: number) => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: [from[0]! - step / 2, from[from.length - 1]! + step / 2], nice: false },
    axis: { grid: false },
  });
  const position = { x: axis("x", xTitle, x, dx), y: axis("y", yTitle, y, dy) };
  const cells = {
    data: csv({ z: roundToRange(z) }),
    transform: [
      { window: [{ op: "row_number", as: "k" }] },
      { calculate: `${x[0]} + ${dx} * ((datum.k - 1) % ${x.length})`, as: "x" },
      { calculate: `${y[0]} + ${dy} * floor((datum.k - 1) / ${x.length})`, as: "y" },
      { calculate: `datum.x - ${dx / 2}`, as: "left" },
      { calculate: `datum.x + ${dx / 2}`, as: "right" },
      { calculate: `datum.y - ${dy / 2}`, as: "low" },
      { calculate: `datum.y + ${dy / 2}`, as: "high" },
    ],
    mark: { type: "rect", strokeWidth: 0 },
    encoding: {
      x: { ...position.x, field: "left" },
      x2: { field: "right" },
      y: { ...position.y, field: "low" },
      y2: { field: "high" },
      color: {
        field: "z",
        type: "quantitative",
        title: zTitle,
        scale: { scheme, ...(options.domain ? { domain: options.domain, clamp: true } : {}) },
        legend: { gradientLength: 180, tickCount: 5 },
      },
      tooltip: [
        { field: "x", type: "quantitative", title: xTitle, format: ".4~g" },
        { field: "y", type: "quantitative", title: yTitle, format: ".4~g" },
        { field: "z", type: "quantitative", title: zTitle, format: ".4~g" },
      ],
    },
  };
  const { marks = [] } = options;
  const marked = { data: { values: marks }, encoding: { ...position } };
  const rings =
    marks.length === 0
      ? []
      : [
          { ...marked, mark: { type: "point", size: 110, stroke: "black", strokeWidth: 4 } },
          { ...marked, mark: { type: "point", size: 110, stroke: "white", strokeWidth: 2 } },
          ...haloText(
            { align: "left", dx: 9, fontWeight: "bold" },
            { ...position, text: { field: "label" } },
            { text: "white", halo: "black" },
          ).map((layer) => ({ data: { values: marks }, ...layer })),
        ];
  const at = (index: number) =>
    `${xTitle} ${formatNumber(x[index % x.length]!)}, ${yTitle} ${formatNumber(y[Math.floor(index / x.length)]!)}`;
  const [low, high] = extent(z);
  return chart(
    { layer: [cells, ...rings] },
    {
      ...options,
      width: fit(options.width ?? 400, x.length),
      height: fit(options.height ?? 320, y.length),
      description:
        `Colours show ${zTitle} on a grid of ${y.length} by ${x.length}. Smallest ${formatNumber(low)} ` +
        `at ${at(z.indexOf(low))}; largest ${formatNumber(high)} at ${at(z.indexOf(high))}.`,
    },
  );
}

function values({ x, y, z }: Grid): number[] {
  if (typeof z === "function") {
    return Array.from(y).flatMap((row) => Array.from(x, (column) => z(column, row)));
  }
  return Array.from("shape" in z ? z.dataSync() : z);
}

function spacing(name: string, axis: ArrayLike<number>): number {
  requireFinite("heatmap", name, axis);
  const step = (axis[axis.length - 1]! - axis[0]!) / (axis.length - 1);
  if (axis.length < 2 || !(step > 0)) {
    throw new RangeError(`heatmap: ${name} must rise over at least two values.`);
  }
  for (let i = 1; i < axis.length; i++) {
    if (Math.abs(axis[i]! - axis[i - 1]! - step) > 1e-3 * step) {
      throw new RangeError(
        `heatmap: ${name} is not evenly spaced: ${axis[i - 1]} to ${axis[i]} is a step of ` +
          `${axis[i]! - axis[i - 1]!}, the others are about ${step}.`,
      );
    }
  }
  return step;
}
