import type { TrainResult } from "../lib/command/train";
import { rateDistortion, type ChartFigure } from "../lib/plots";

/** A run that was planned, and what came of it. */
export interface Run {
  data: string;
  objective: string;
  beta: number;
  seed: number;
  /** undefined if it did not finish */
  result?: TrainResult | undefined;
  /** the end of what it printed */
  said?: string;
}

/** Of the seeds of one β: mean and standard deviation, the latter from two seeds on. */
export interface Spread {
  mean: number;
  deviation?: number;
}

/** The runs of one β; losses on the test images, in nats per example. */
export interface Point {
  beta: number;
  seeds: number[];
  rate: Spread;
  distortion: Spread;
  negativeElbo: Spread;
  logLikelihood?: Spread;
  /** of training */
  seconds: Spread;
}

/** The runs of one data set and objective, with their chart. */
export interface Group {
  data: string;
  objective: string;
  points: Point[];
  figure: ChartFigure;
}

/** What the report shows. */
export interface Summary {
  planned: number;
  finished: number;
  groups: Group[];
  failed: (Omit<Run, "result" | "said"> & { said: string })[];
}

/** Means over seeds, a chart for each data set and objective, and the runs that are missing. */
export function summarise(runs: readonly Run[]): Summary {
  const finished = runs.flatMap(({ result, ...run }) => (result ? [{ ...run, result }] : []));
  const groups = grouped(finished, ({ data, objective }) => `${data} ${objective}`).map((group) => {
    const { data, objective } = group[0]!;
    const points = grouped(group, ({ beta }) => String(beta))
      .map(pointOf)
      .sort((a, b) => a.beta - b.beta);
    return { data, objective, points, figure: figureOf(data, objective, points) };
  });
  const failed = runs
    .filter(({ result }) => !result)
    .map(({ data, objective, beta, seed, said = "" }) => ({ data, objective, beta, seed, said }));
  return { planned: runs.length, finished: finished.length, groups, failed };
}

type FinishedRun = Run & { result: TrainResult };

function pointOf(runs: readonly FinishedRun[]): Point {
  const spread = (value: (result: TrainResult) => number): Spread =>
    spreadOf(runs.map(({ result }) => value(result)));
  return {
    beta: runs[0]!.beta,
    seeds: runs.map(({ seed }) => seed),
    rate: spread(({ test }) => test.rate),
    distortion: spread(({ test }) => test.distortion),
    negativeElbo: spread(({ test }) => test.negativeElbo),
    ...(runs.every(({ result }) => result.logLikelihood) && {
      logLikelihood: spread(({ logLikelihood }) => logLikelihood!.mean),
    }),
    seconds: spread(({ seconds }) => seconds),
  };
}

/** x̄ = Σ xᵢ / n and s = √(Σ (xᵢ − x̄)² / (n − 1)). */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length === 1) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

function figureOf(data: string, objective: string, points: readonly Point[]): ChartFigure {
  const best = points.reduce((a, b) => (b.negativeElbo.mean < a.negativeElbo.mean ? b : a));
  const counts = points.map(({ seeds }) => seeds.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const number = least === most ? String(most) : `${least} to ${most}`;
  return rateDistortion(
    points.map(({ beta, rate, distortion }) => ({
      ...{ beta, rate: rate.mean, distortion: distortion.mean },
      ...(rate.deviation !== undefined &&
        distortion.deviation !== undefined && {
          spread: { rate: rate.deviation, distortion: distortion.deviation },
        }),
    })),
    {
      title: [
        `${data}, ${objective}: the lowest −ELBO is ${best.negativeElbo.mean.toFixed(1)} nats, at β = ${best.beta}`,
        most === 1
          ? "One seed for each β, on the test images"
          : `Means over ${number} seeds, on the test images; bars: ± 1 standard deviation`,
      ],
      emphasise: best.beta,
    },
  );
}

/** Groups in the order of their first members. */
function grouped<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}
