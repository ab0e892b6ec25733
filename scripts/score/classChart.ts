import { rateDistortion, type ChartFigure, type RatePoint } from "../../lib/plots";
import type { ClassPoint } from "./ratePoints";

/** A point whose β is known. */
type Placed = ClassPoint & { readonly beta: number };

/** How far from the median of its β a point must lie to be named, as a share of the picture. More names would cover each other. */
const far = 0.15;

/** Vega writes "null" for a label that is empty. */
const unnamed = "\u00a0";

/**
 * The class between rate and distortion: joined, the medians for each β; as diamonds the points of each participant,
 * where several have the same β, with the names of those that lie far from the others. Undefined where no β is known.
 */
export function classChart(points: readonly ClassPoint[], title: string): ChartFigure | undefined {
  const placed = points.filter((point): point is Placed => point.beta !== undefined);
  const betas = [...new Set(placed.map(({ beta }) => beta))].sort((a, b) => a - b);
  if (betas.length === 0) return undefined;
  const medians = betas.map((beta): RatePoint => {
    const same = placed.filter((point) => point.beta === beta);
    return {
      beta,
      rate: median(same.map(({ rate }) => rate)),
      distortion: median(same.map(({ distortion }) => distortion)),
    };
  });
  const size = Math.max(
    range(placed.map(({ rate }) => rate)),
    range(placed.map(({ distortion }) => distortion)),
  );
  const references = placed.map(({ student, beta, rate, distortion }) => {
    const others = medians.find((point) => point.beta === beta)!;
    const distance = Math.hypot(rate - others.rate, distortion - others.distortion);
    return { label: distance > far * size ? student : unnamed, rate, distortion };
  });
  return rateDistortion(medians, {
    references: placed.length > betas.length ? references : [],
    ...{ emphasise: null, title, width: 640, height: 420 },
  });
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
