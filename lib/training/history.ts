import type { Terms } from "./terms";

/** One step's loss terms, on its batch, before its update. */
export interface StepRecord extends Terms {
  /** counts from 1 over all epochs */
  step: number;
  beta: number;
  /** if there was one */
  capacity?: number;
  /** examples in the batch */
  examples: number;
}

/** One pass over the training images. */
export interface EpochRecord {
  /** counts from 1 */
  epoch: number;
  /** the last step of the epoch */
  step: number;
  /** the mean over the epoch's steps, while the weights were moving */
  train: Terms;
  /** on the test images, after the epoch */
  test?: Terms;
  /** of training, without the evaluation */
  seconds: number;
}

/** What `fit` has done. */
export interface History {
  steps: StepRecord[];
  epochs: EpochRecord[];
  stepsPerEpoch: number;
  /** whether an `AbortSignal` ended the training early */
  stopped: boolean;
}

/** What `fit` tells while it runs. */
export interface Progress {
  step: number;
  totalSteps: number;
  /** the running epoch, from 1 */
  epoch: number;
  epochs: number;
  secondsElapsed: number;
  /** an estimate from this call's pace */
  secondsLeft: number;
  history: History;
  /** true once, before the first step is compiled, which takes a second or two */
  preparing: boolean;
  /** true once, in the last call, also if the training fails */
  done: boolean;
}
