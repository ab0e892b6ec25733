import { chart, csv, type ChartOptions } from "./chart";
import type { ChartFigure, Matrix } from "./figure";
import { extent, formatNumber, roundToRange, spread } from "./numbers";
import { classColours, neutral } from "./palette";
import { requireCount, requireFinite, requireSameLength } from "./validate";

/** Points in the plane: columns, or a tensor [n, 2]. */
export type Points = Matrix | { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };

export interface ScatterOptions extends ChartOptions {
  /** Title of the x axis, with its unit. Default "x". */
  readonly x?: string;
  /** Title of the y axis, with its unit. Default "y". */
  readonly y?: string;
  /** The class of every point; colours it, and names it at the median of its class. Default none. */
  readonly label?: ArrayLike<number | string>;
  /** What the classes are, for the legend: "digit". Default "class". */
  readonly labelTitle?: string;
  /** Most points drawn, spread evenly over those given. Default 2,000. */
  readonly maximum?: number;
  /** Area of a point, px². Default by the number of points. */
  readonly size?: number;
  /** 0…1. Default by the number of points. */
  readonly opacity?: number;
  /** The same scale on both axes. Default false. */
  readonly square?: boolean;
}

/** Points, coloured by class. Click the legend to single out a class. */
export function scatter(points: Points, options: ScatterOptions = {}): ChartFigure {
  const { x: xTitle = "x", y: yTitle = "y", labelTitle = "class", maximum = 2000 } = options;
  const { label, square = false } = options;
  const { x, y } = columns(points);
  requireFinite("scatter", "x", x);
  requireFinite("scatter", "y", y);
  requireSameLength("scatter", "y", y, "x", x);
  requireCount("scatter", "maximum", maximum);
  if (label) requireSameLength("scatter", "label", label, "x", x);

  const keep = spread(x.length, maximum);
  const labels = label ? keep.map((i) => String(label[i])) : undefined;
  const classes = labels ? [...new Set(labels)].sort(byNumber) : [];
  if (classes.length > classColours.length) {
    throw new RangeError(
      `scatter: label has ${classes.length} different values; more than ${classColours.length} ` +
        `colours cannot be told apart. Group them, or draw one class against the rest.`,
    );
  }
  const few = keep.length <= 300;
  const { size = few ? 40 : 14, opacity = few ? 0.85 : 0.6 } = options;
  const color = {
    field: "class",
    type: "nominal",
    sort: null,
    scale: { domain: classes, range: classColours.slice(0, classes.length) },
    legend: { title: labelTitle, symbolType: "circle", symbolOpacity: 1, symbolSize: 90 },
  };
  const domain = square ? squareDomain(x, y) : undefined;
  const axis = (field: "x" | "y", title: string, range?: [number, number]) => ({
    field,
    type: "quantitative",
    title,
    scale: range ? { domain: range, nice: false } : { zero: false },
  });
  const position = { x: axis("x", xTitle, domain?.x), y: axis("y", yTitle, domain?.y) };
  const cloud = {
    ...(labels
      ? {
          params: [{ name: "pick", select: { type: "point", fields: ["class"] }, bind: "legend" }],
        }
      : {}),
    mark: { type: "circle", size, tooltip: true, ...(labels ? {} : { color: classColours[0] }) },
    encoding: {
      ...position,
      ...(labels
        ? { color, opacity: { condition: { param: "pick", value: opacity }, value: 0.04 } }
        : { opacity: { value: opacity } }),
    },
  };
  const data = csv({
    x: roundToRange(keep.map((i) => x[i]!)),
    y: roundToRange(keep.map((i) => y[i]!)),
    ...(labels ? { class: labels } : {}),
  });
  const layers = labels ? [cloud, ...nameLayers(position)] : [cloud];
  const side = options.width ?? 440;
  const left = keep.length < x.length ? ` (${formatNumber(keep.length)} of them drawn)` : "";
  return chart(
    { data, layer: layers },
    {
      height: square ? side : 400,
      ...options,
      width: side,
      description:
        `${formatNumber(x.length)} points${left}: ${yTitle} from ${range(y)} over ${xTitle} from ` +
        `${range(x)}${labels ? `, coloured by ${labelTitle}: ${classes.join(", ")}` : ""}.`,
    },
  );
}

/** The name of each class on a disc at the median of its points, so that colour is not the only key. */
function nameLayers(position: { x: object; y: object }): object[] {
  const transform = [
    {
      aggregate: [
        { op: "median", field: "x", as: "x" },
        { op: "median", field: "y", as: "y" },
      ],
      groupby: ["class"],
    },
  ];
  const encoding = { ...position };
  return [
    {
      transform,
      mark: { type: "circle", size: 330, color: "white", stroke: neutral, opacity: 0.85 },
      encoding,
    },
    {
      transform,
      mark: { type: "text", color: "black", fontSize: 13, fontWeight: "bold", baseline: "middle" },
      encoding: { ...encoding, text: { field: "class" } },
    },
  ];
}

function columns(points: Points): { x: ArrayLike<number>; y: ArrayLike<number> } {
  if (!("shape" in points)) return points;
  if (points.shape.length !== 2 || points.shape[1] !== 2) {
    throw new RangeError(
      `scatter: the points have shape [${points.shape.join(", ")}]; a plane needs [n, 2]. ` +
        `Pick two columns, or project them first.`,
    );
  }
  const values = points.dataSync();
  const column = (offset: number) =>
    Float64Array.from({ length: points.shape[0]! }, (_, i) => values[2 * i + offset]!);
  return { x: column(0), y: column(1) };
}

function squareDomain(x: ArrayLike<number>, y: ArrayLike<number>) {
  const [xLow, xHigh] = extent(x);
  const [yLow, yHigh] = extent(y);
  const half = 0.525 * Math.max(xHigh - xLow, yHigh - yLow, Number.EPSILON);
  const around = (low: number, high: number): [number, number] => [
    (low + high) / 2 - half,
    (low + high) / 2 + half,
  ];
  return { x: around(xLow, xHigh), y: around(yLow, yHigh) };
}

const range = (values: ArrayLike<number>) => extent(values).map(formatNumber).join(" to ");
const byNumber = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
