import { chart, csv, type ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { haloText } from "./haloText";
import { extent, formatNumber, roundTo } from "./numbers";
import { neutral, seriesColours } from "./palette";
import { requireFinite } from "./validate";

/** One trained model: what its code costs, and what it loses. Both in nats per example. */
export interface RatePoint {
  readonly beta: number;
  /** KL(q(z|x) ‖ p(z)) */
  readonly rate: number;
  /** −E_q(z|x)[log p(x|z)] */
  readonly distortion: number;
  /** half the lengths of the point's error bars, nats; default none */
  readonly spread?: { readonly rate: number; readonly distortion: number };
}

export interface RateDistortionOptions extends ChartOptions {
  /** Points of others, drawn as diamonds with their label: "VAE [7]". Default none. */
  readonly references?: readonly (Omit<RatePoint, "beta" | "spread"> & {
    readonly label: string;
  })[];
  /** The β of the point to look at; default that of the last point, null for none. */
  readonly emphasise?: number | null;
}

/**
 * Distortion over rate, a point for each β, joined in the order of β; dotted lines of equal −ELBO = distortion + rate,
 * which have slope −1. A later point of the same β takes the place of an earlier one.
 *
 * @see Alemi et al. 2018, figure 1 and section 4
 */
export function rateDistortion(
  points: readonly RatePoint[],
  options: RateDistortionOptions = {},
): ChartFigure {
  const { references = [], emphasise = points.at(-1)?.beta ?? null } = options;
  for (const key of ["beta", "rate", "distortion"] as const) {
    requireFinite(
      "rateDistortion",
      key,
      points.map((point) => point[key]),
    );
  }
  for (const { beta, spread } of points) {
    if (spread) {
      requireFinite("rateDistortion", `spread at β = ${beta}`, [spread.rate, spread.distortion]);
    }
  }
  if (emphasise !== null && !points.some(({ beta }) => beta === emphasise)) {
    throw new RangeError(
      `rateDistortion: emphasise is ${emphasise}, and no point has this β. Give the β of a point, or null.`,
    );
  }
  for (const { label, ...at } of references) {
    requireFinite("rateDistortion", `reference "${label}"`, [at.rate, at.distortion]);
  }
  const kept = [...new Map(points.map((point) => [point.beta, point])).values()].sort(
    (a, b) => a.beta - b.beta,
  );
  const barEnds = kept.flatMap(({ rate, distortion, spread }) =>
    [-1, 1].map((sign) => ({
      rate: rate + sign * (spread?.rate ?? 0),
      distortion: distortion + sign * (spread?.distortion ?? 0),
    })),
  );
  const frame = frameOf([...barEnds, ...references]);
  const lines = equalElbo(frame);
  const axis = (field: string, title: string, domain: readonly number[]): object => ({
    field,
    type: "quantitative",
    title,
    scale: { domain, nice: false, zero: false },
    axis: { grid: false },
  });
  const x = axis("rate", "rate (nats per example)", frame.rate);
  const y = axis("distortion", "distortion (nats per example)", frame.distortion);
  const data = csv({
    beta: kept.map(({ beta }) => beta),
    label: kept.map(({ beta }) => `β = ${formatNumber(beta)}`),
    rate: kept.map(({ rate }) => roundTo(rate, 5)),
    distortion: kept.map(({ distortion }) => roundTo(distortion, 5)),
    elbo: kept.map(({ rate, distortion }) => roundTo(rate + distortion, 5)),
    marked: kept.map(({ beta }) => (beta === emphasise ? 1 : 0)),
  });
  const [colour, highlight, other] = seriesColours;
  const byMark = (yes: unknown, no: unknown): object => ({
    condition: { test: "datum.marked === 1", value: yes },
    value: no,
  });
  const tooltip = [
    { field: "beta", type: "quantitative", title: "β" },
    { field: "rate", type: "quantitative", title: "rate (nats)", format: ".4~g" },
    { field: "distortion", type: "quantitative", title: "distortion (nats)", format: ".4~g" },
    { field: "elbo", type: "quantitative", title: "−ELBO (nats)", format: ".4~g" },
  ];
  const layers = [
    ...(lines.length === 0 ? [] : elboLayers(lines, x, y)),
    {
      mark: { type: "line", strokeWidth: 1.5, opacity: 0.6, color: colour },
      encoding: { x, y, order: { field: "beta", type: "quantitative" } },
    },
    ...barLayers(kept, x, y, colour!),
    {
      mark: { type: "circle", opacity: 1 },
      encoding: { x, y, tooltip, color: byMark(highlight, colour), size: byMark(140, 60) },
    },
    ...haloText(
      { align: "left", baseline: "bottom", dx: 7, dy: -4 },
      { x, y, text: { field: "label" } },
      { text: "black", halo: "white" },
    ),
    ...(references.length === 0 ? [] : referenceLayers(references, x, y, other!)),
  ];
  const listed = kept.map(
    ({ beta, rate, distortion, spread }) =>
      `β = ${formatNumber(beta)}: rate ${plusMinus(rate, spread?.rate)}, ` +
      `distortion ${plusMinus(distortion, spread?.distortion)}`,
  );
  const others = references.map(
    ({ label, rate, distortion }) =>
      `; ${label}: rate ${formatNumber(rate)}, distortion ${formatNumber(distortion)}`,
  );
  return chart(
    { data, layer: layers },
    {
      height: 340,
      ...options,
      description: `Distortion over rate, nats per example. ${listed.join("; ")}${others.join("")}.`,
    },
  );
}

const plusMinus = (value: number, spread?: number): string =>
  formatNumber(value) + (spread === undefined ? "" : ` ± ${formatNumber(spread)}`);

/** A cross over each point that has a spread. */
function barLayers(points: readonly RatePoint[], x: object, y: object, color: string): object[] {
  const bars = points.flatMap(({ rate, distortion, spread }) =>
    spread ? [{ rate, distortion, spread }] : [],
  );
  if (bars.length === 0) return [];
  const column = (value: (bar: (typeof bars)[number]) => number): number[] =>
    bars.map((bar) => roundTo(value(bar), 7));
  const data = csv({
    rate: column(({ rate }) => rate),
    rateLow: column(({ rate, spread }) => rate - spread.rate),
    rateHigh: column(({ rate, spread }) => rate + spread.rate),
    distortion: column(({ distortion }) => distortion),
    distortionLow: column(({ distortion, spread }) => distortion - spread.distortion),
    distortionHigh: column(({ distortion, spread }) => distortion + spread.distortion),
  });
  const mark = { type: "rule", color, strokeWidth: 1.5 };
  const across = { x: { ...x, field: "rateLow" }, x2: { field: "rateHigh" }, y };
  const along = { x, y: { ...y, field: "distortionLow" }, y2: { field: "distortionHigh" } };
  return [
    { data, mark, encoding: across },
    { data, mark, encoding: along },
  ];
}

interface Frame {
  readonly rate: readonly [number, number];
  readonly distortion: readonly [number, number];
}

/** The points with room for their labels. */
function frameOf(points: readonly { rate: number; distortion: number }[]): Frame {
  const [, highest] = extent(points.map(({ rate }) => rate));
  const [low, high] = extent(points.map(({ distortion }) => distortion));
  const width = Math.max(highest, 1);
  // At least as high as it is wide: points that lie close are not to look far apart, and slope −1 is to be seen.
  const height = Math.max(high - low, width);
  const middle = (low + high) / 2;
  const around = (from: number, to: number): readonly [number, number] => [
    roundTo(from, 5),
    roundTo(to, 5),
  ];
  return {
    rate: around(-0.02 * width, 1.14 * width),
    distortion: around(middle - 0.58 * height, middle + 0.62 * height),
  };
}

interface ElboLine {
  readonly elbo: number;
  readonly from: readonly [rate: number, distortion: number];
  readonly to: readonly [rate: number, distortion: number];
}

/** Lines of distortion + rate = constant at five to ten round values, cut at the frame. */
function equalElbo({ rate: [left, right], distortion: [bottom, top] }: Frame): ElboLine[] {
  const start = Math.max(left, 0);
  const range = right + top - (start + bottom);
  const power = 10 ** Math.floor(Math.log10(range / 5));
  const step = power * [1, 2, 5, 10].find((factor) => range / (power * factor) <= 10)!;
  const lines: ElboLine[] = [];
  for (let elbo = Math.ceil((start + bottom) / step) * step; elbo < right + top; elbo += step) {
    const from = Math.max(start, elbo - top);
    const to = Math.min(right, elbo - bottom);
    // A corner that is just cut off is no line that people can follow.
    if (to - from < 0.15 * (right - start)) continue;
    lines.push({ elbo: roundTo(elbo, 6), from: [from, elbo - from], to: [to, elbo - to] });
  }
  return lines;
}

function elboLayers(lines: readonly ElboLine[], x: object, y: object): object[] {
  const last = lines.at(-1);
  const data = csv({
    rate: lines.map(({ from }) => roundTo(from[0], 5)),
    distortion: lines.map(({ from }) => roundTo(from[1], 5)),
    toRate: lines.map(({ to }) => roundTo(to[0], 5)),
    toDistortion: lines.map(({ to }) => roundTo(to[1], 5)),
    name: lines.map((line) => (line === last ? "−ELBO = " : "") + formatNumber(line.elbo)),
  });
  const ends = { x2: { field: "toRate" }, y2: { field: "toDistortion" } };
  // At the lower right end: that is where a curve of models leaves most room.
  const text = haloText(
    { align: "right", baseline: "bottom", dx: -2, dy: -3, fontSize: 11 },
    { x: { ...x, field: "toRate" }, y: { ...y, field: "toDistortion" }, text: { field: "name" } },
    { text: "#5f5f5f", halo: "white" },
  );
  return [
    {
      data,
      mark: { type: "rule", color: neutral, strokeDash: [2, 4], strokeWidth: 1 },
      encoding: { x, y, ...ends },
    },
    ...text.map((layer) => ({ data, ...layer })),
  ];
}

function referenceLayers(
  references: NonNullable<RateDistortionOptions["references"]>,
  x: object,
  y: object,
  color: string,
): object[] {
  const data = csv({
    label: references.map(({ label }) => label),
    rate: references.map(({ rate }) => rate),
    distortion: references.map(({ distortion }) => distortion),
  });
  return [
    {
      data,
      mark: { type: "point", shape: "diamond", filled: true, size: 110, opacity: 1, color },
      encoding: { x, y, tooltip: [{ field: "label" }, { field: "rate" }, { field: "distortion" }] },
    },
    ...haloText(
      { align: "left", baseline: "bottom", dx: 8, dy: -4 },
      { x, y, text: { field: "label" } },
      { text: "black", halo: "white" },
    ).map((layer) => ({ data, ...layer })),
  ];
}
