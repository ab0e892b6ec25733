import { beside } from "./beside";
import type { Title } from "./chart";
import type { ChartFigure } from "./figure";
import { line } from "./line";
import { termNames, type LossTerm, type LossTerms } from "./loss";
import { formatNumber } from "./numbers";

/** What `epochs` reads of a training history. */
export interface EpochHistory {
  readonly epochs: readonly {
    /** counts from 1 */
    readonly epoch: number;
    readonly train: LossTerms;
    readonly test?: LossTerms;
  }[];
}

export interface EpochsOptions {
  /** Default: the test negative ELBO (else the training one) after the last epoch. */
  readonly title?: Title;
  /** One panel each. Default ["negativeElbo", "distortion", "rate"]. */
  readonly terms?: readonly LossTerm[];
  /** Width of each panel, px. Default: as fits in 600 px. */
  readonly width?: number;
  /** Height, px. Default 220. */
  readonly height?: number;
}

/** Every term after each epoch, on the training data and on the test data: a panel per term. */
export function epochs(history: EpochHistory, options: EpochsOptions = {}): ChartFigure {
  const { terms = ["negativeElbo", "distortion", "rate"], height = 220 } = options;
  const records = history.epochs;
  const last = records.at(-1);
  if (last === undefined || terms.length === 0) {
    throw new RangeError(
      "epochs: no epochs, or no terms, to draw. Train for at least one whole epoch first.",
    );
  }
  const width = options.width ?? Math.round(600 / terms.length - 70);
  const tested = records.filter((one) => one.test !== undefined);
  const panels = terms.map((term) =>
    line(
      [
        { name: "train", x: records.map((r) => r.epoch), y: records.map((r) => r.train[term]) },
        ...(tested.length > 0
          ? [{ name: "test", x: tested.map((r) => r.epoch), y: tested.map((r) => r.test![term]) }]
          : []),
      ],
      { x: "epoch", y: `${termNames[term]} (nats)`, width, height, dots: true, wholeX: true },
    ),
  );
  const [set, final] = last.test ? ["Test", last.test] : ["Training", last.train];
  const title =
    options.title ??
    `${set} negative ELBO is ${formatNumber(Number(final.negativeElbo.toFixed(1)))} nats per ` +
      `example after ${last.epoch} ${last.epoch === 1 ? "epoch" : "epochs"}`;
  return beside(panels, { title });
}
