import { beside } from "./beside";
import type { ChartOptions } from "./chart";
import type { ChartFigure } from "./figure";
import { line, type LineOptions, type Series } from "./line";
import { binned, formatNumber } from "./numbers";
import { requireCount } from "./validate";

/** Terms of a VAE's objective, nats per example. */
export interface LossTerms {
  readonly loss: number;
  readonly negativeElbo: number;
  readonly distortion: number;
  readonly rate: number;
}

export type LossTerm = keyof LossTerms;

/** What `loss` reads of a training history: a VAE's terms, or those of any other objective by their names. */
export interface StepHistory {
  readonly steps: readonly { readonly step: number; readonly loss: number }[];
}

export interface LossOptions
  extends ChartOptions, Partial<Pick<LineOptions, "logX" | "logY" | "rules">> {
  /**
   * Which terms, in one chart. Default for a VAE: distortion, rate and their sum negativeElbo; with loss where β is not 1.
   * Default for another model: its loss and its adversary's; in charts beside it whatever else was recorded, what stays
   * between 0 and 1 apart from the rest.
   */
  readonly terms?: readonly string[];
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
  const last = history.steps.at(-1);
  if (last === undefined) {
    throw new RangeError("loss: the history has no steps. Train for at least one step first.");
  }
  const names = recordedTerms(last);
  const panels = asked ? [asked] : defaultTerms(history, names);
  const drawn = panels.map((terms) => terms.map((term) => seriesOf(history, term, points)));
  const first = drawn[0]![0]!;
  const [from, to] = [round(first.y[0]!), round(first.y.at(-1)!)];
  // What has risen above its start on the way, as the loss of a GAN may, does not fall.
  const falls = to < from && first.y.every((y) => y <= first.y[0]!);
  const nats = Object.hasOwn(termNames, panels[0]![0]!) && names.includes("rate");
  const title =
    `${capitalised(first.name)} ${falls ? "falls" : "goes"} from ${formatNumber(from)} to ` +
    `${formatNumber(to)}${nats ? " nats" : ""} in ${formatNumber(last.step)} steps`;
  const axes = (series: readonly Series[]): { x: string; y: string } => ({
    x: "training step",
    y: nats ? "nats per example" : series.length === 1 ? series[0]!.name : "mean per example",
  });
  if (drawn.length === 1) return line(drawn[0]!, { title, ...rest, ...axes(drawn[0]!) });
  const { title: asTitled = title, ...others } = rest;
  const width = Math.round(600 / drawn.length - 70);
  return beside(
    drawn.map((series) => line(series, { width, ...others, ...axes(series) })),
    { title: asTitled },
  );
}

/** The names of what a step's record tells of the objective. */
export function recordedTerms(record: object): string[] {
  return Object.keys(record).filter(
    (name) => !["step", "examples", "beta", "capacity"].includes(name),
  );
}

/** The terms of each chart. */
function defaultTerms({ steps }: StepHistory, names: readonly string[]): readonly string[][] {
  if (!names.includes("rate")) {
    const isMinimised = (name: string) => name === "loss" || name === "adversary";
    const minimised = names.filter(isMinimised);
    const others = names.filter((name) => !isMinimised(name));
    const isShare = (name: string) => valuesOf({ steps }, name).every((v) => v >= 0 && v <= 1);
    const shares = others.filter(isShare);
    const rest = others.filter((name) => !shares.includes(name));
    return [minimised, rest, shares].filter((terms) => terms.length > 0);
  }
  const weighted = (steps as readonly (LossTerms & { readonly step: number })[]).some(
    (one) => Math.abs(one.loss - one.negativeElbo) > 1e-4,
  );
  return [["negativeElbo", "distortion", "rate", ...(weighted ? ["loss"] : [])]];
}

function seriesOf(
  history: StepHistory,
  term: string,
  points: number,
): Series & { readonly y: readonly number[] } {
  const name = Object.hasOwn(termNames, term) ? termNames[term as LossTerm] : term;
  const step = history.steps.map((record) => record.step);
  const [x, y] = [binned(step, points).map(Math.round), binned(valuesOf(history, term), points)];
  return { name, x, y };
}

function valuesOf({ steps }: StepHistory, term: string): number[] {
  const values = steps.map((record) => (record as Readonly<Record<string, unknown>>)[term]);
  if (values.every((value) => typeof value === "number")) return values;
  const known = recordedTerms(steps.at(-1)!).join(", ");
  throw new RangeError(`loss: not every step has a term "${term}". The last one has ${known}.`);
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const round = (value: number) => Number(value.toFixed(Math.abs(value) < 10 ? 2 : 1));
