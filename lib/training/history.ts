import type { AnyTerms, Terms } from "./terms";

/** One step's loss terms, on its batch, before its update. */
export type StepRecord<T extends AnyTerms = Terms> = T & {
  /** counts from 1 over all epochs */
  step: number;
  /** examples in the batch */
  examples: number;
} & (T extends Terms ? StepPressure : unknown);

/** How the KL counted in a VAE's step. */
interface StepPressure {
  beta: number;
  /** if there was one */
  capacity?: number;
}

/** One pass over the training images. */
export interface EpochRecord<T extends AnyTerms = Terms> {
  /** counts from 1 */
  epoch: number;
  /** the last step of the epoch */
  step: number;
  /** the mean over the epoch's steps, while the weights were moving */
  train: T;
  /** on the test images, after the epoch */
  test?: T;
  /** of training, without the evaluation */
  seconds: number;
}

/** What `fit` has done. */
export interface History<T extends AnyTerms = Terms> {
  steps: StepRecord<T>[];
  epochs: EpochRecord<T>[];
  stepsPerEpoch: number;
  /** whether an `AbortSignal` ended the training early */
  stopped: boolean;
}

/** What `fit` tells while it runs. */
export interface Progress<T extends AnyTerms = Terms> {
  step: number;
  totalSteps: number;
  /** the running epoch, from 1 */
  epoch: number;
  epochs: number;
  secondsElapsed: number;
  /** an estimate from this call's pace */
  secondsLeft: number;
  history: History<T>;
  /** true once, before the first step is compiled, which takes a second or two */
  preparing: boolean;
  /** true once, in the last call, also if the training fails */
  done: boolean;
}
