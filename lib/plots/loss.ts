import type { ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { line, type LineOptions } from "./line";
import { binned, formatNumber } from "./numbers";
import { requireCount } from "./validate";

/** Terms of the objective, nats per example. */
export interface LossTerms {
  readonly loss: number;
  readonly negativeElbo: number;
  readonly distortion: number;
  readonly rate: number;
}

export type LossTerm = keyof LossTerms;

/** What `loss` reads of a training history. */
export interface StepHistory {
  readonly steps: readonly (LossTerms & { readonly step: number })[];
}

export interface LossOptions
  extends ChartOptions, Partial<Pick<LineOptions, "logX" | "logY" | "rules">> {
  /** Which terms. Default distortion, rate and their sum negativeElbo; with loss where β is not 1. */
  readonly terms?: readonly LossTerm[];
  /** Points per line; each is the mean over its share of the steps. Default 200. */
  readonly points?: number;
}

export const termNames: Readonly<Record<LossTerm, string>> = {
  negativeElbo: "negative ELBO",
  distortion: "distortion",
  rate: "rate",
  loss: "loss",
};

/** The loss terms at every training step, averaged over neighbouring steps where there are many. */
export function loss(history: StepHistory, options: LossOptions = {}): ChartFigure {
  const { points = 200, terms: asked, ...rest } = options;
  requireCount("loss", "points", points, 2);
  const { steps } = history;
  if (steps.length === 0) {
    throw new RangeError("loss: the history has no steps. Train for at least one step first.");
  }
  const terms = asked ?? defaultTerms(steps);
  const step = binned(
    steps.map((record) => record.step),
    points,
  ).map(Math.round);
  const series = terms.map((term) => ({
    name: termNames[term],
    x: step,
    y: binned(
      steps.map((record) => record[term]),
      points,
    ),
  }));
  const first = series[0]!;
  const [from, to] = [round(first.y[0]!), round(first.y.at(-1)!)];
  const title =
    `${capitalised(first.name)} ${to < from ? "falls" : "goes"} from ${formatNumber(from)} to ` +
    `${formatNumber(to)} nats in ${formatNumber(steps.at(-1)!.step)} steps`;
  return line(series, { title, ...rest, x: "training step", y: "nats per example" });
}

function defaultTerms(steps: StepHistory["steps"]): readonly LossTerm[] {
  const weighted = steps.some((one) => Math.abs(one.loss - one.negativeElbo) > 1e-4);
  return ["negativeElbo", "distortion", "rate", ...(weighted ? (["loss"] as const) : [])];
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const round = (value: number) => Number(value.toFixed(1));
