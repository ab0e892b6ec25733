import type { ImageSet } from "../data/imageSet";
import type { VaeModel } from "../models/vaeModel";
import type { Objective } from "./objective";
import type { Optimizer } from "./optimizer";
import type { Terms } from "./terms";

/** What a training step is made of. */
export interface StepParts {
  readonly vae: VaeModel;
  readonly train: ImageSet;
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** of the noise; each step's is a function of this and of the step */
  readonly seed: number;
  readonly batchSize: number;
}

/** Steps that follow one another, each on one batch. */
export interface Chunk {
  /** the first step's number, from 1 */
  readonly first: number;
  /** the images' indices of each batch; all batches are of one size */
  readonly batches: readonly Int32Array[];
  /** β of each step */
  readonly betas: readonly number[];
}

/** A way to make training steps. */
export interface Steps {
  /** How many steps the next chunk should have, at most. */
  readonly chunkSize: number;
  /**
   * Makes the steps of a chunk and gives their loss terms, each on its batch before its update. Terms that are not
   * finite end a chunk early; what the weights are then is not defined.
   */
  run(chunk: Chunk): Promise<Terms[]>;
  dispose(): void;
}
