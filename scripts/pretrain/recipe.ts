import type { ImageDataset } from "../../lib/data";
import type { Trainable } from "../../lib/models";
import type { FitOptions, History, Progress } from "../../lib/training";
import type { AnyTerms } from "../../lib/training/terms";

/** What a recipe's `fit` gets, whatever it trains. */
export type RunOptions = Pick<FitOptions, "epochs" | "batchSize" | "seed"> & {
  signal: AbortSignal;
  checkpoint: NonNullable<FitOptions["checkpoint"]>;
  resume: true;
  onProgress: (progress: Progress<AnyTerms>) => void;
};

/** All that a training depends on, in plain values. They go into `model.json`. */
export interface Settings {
  epochs: number;
  batchSize: number;
  /** of the initial weights, the order of the images and the noise */
  seed: number;
  [name: string]: unknown;
}

/** How a pretrained model comes about. A new one is a file beside this, and a line in `recipes.ts`. */
export interface Recipe<Model extends Trainable = Trainable, Own extends Settings = Settings> {
  /** for `--help`, one line */
  readonly about: string;
  readonly settings: Own;
  build(settings: Own): Model;
  /** Trains it with `fit(model, data.train, { ...options, … })`. */
  train(
    model: Model,
    data: ImageDataset,
    options: RunOptions,
    settings: Own,
  ): Promise<History<AnyTerms>>;
  /** What came of it, as plain values for `model.json`, of the weights as they are saved. */
  measure(model: Model, data: ImageDataset, signal: AbortSignal): Promise<object>;
}
