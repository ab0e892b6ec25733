import type * as tf from "@tensorflow/tfjs";
import type { ImageSet } from "../data/imageSet";
import type { ModelAdversary } from "./adversary";
import type { ModelAugment, ModelObjective } from "./objective";
import type { Optimizer } from "./optimizer";
import type { AnyTerms } from "./terms";

/** What a step is made of. */
export interface StepParts {
  /** the model's, by name */
  readonly weights: Record<string, tf.Variable>;
  readonly set: ImageSet;
  readonly objective: ModelObjective;
  /** the seed of all noise; each step's is a function of this and of the step's number */
  readonly noise: number;
  readonly batchSize: number;
  /** moves the weights after each step; without one the steps only look */
  readonly optimizer?: Optimizer;
  /** changes the images of each step first; no gradient passes through it */
  readonly augment?: ModelAugment | undefined;
  /** updated after the model in each step; only together with an optimizer */
  readonly adversary?: ModelAdversary | undefined;
}

/** Steps that follow one another, each on one batch. */
export interface Chunk {
  /** the first step's number */
  readonly first: number;
  /** the images' indices of each batch; all batches are of one size */
  readonly batches: readonly Int32Array[];
  /** β and the capacity of each step */
  readonly pressures: readonly Pressure[];
}

/** How the KL counts in a step. */
export interface Pressure {
  readonly beta: number;
  /** in all steps of a training or in none */
  readonly capacity?: number | undefined;
}

/** A way to make steps. */
export interface Steps {
  /** How many steps the next chunk should have, at most. */
  readonly chunkSize: number;
  /**
   * Makes the steps of a chunk and gives their loss terms, each on its batch before its update. Terms that are not
   * finite may end a chunk early; what the weights are then is not defined.
   */
  run(chunk: Chunk): Promise<AnyTerms[]>;
  dispose(): void;
}

/** The next batches from `done` on, as many as wanted and of one size. */
export function nextChunk(
  batches: readonly Int32Array[],
  done: number,
  wanted: number,
  stepOf: (batch: number) => number,
  pressureAt: (step: number) => Pressure,
): Chunk {
  const chosen = batches
    .slice(done, done + wanted)
    .filter((batch) => batch.length === batches[done]!.length);
  return {
    first: stepOf(done),
    batches: chosen,
    pressures: chosen.map((_, i) => pressureAt(stepOf(done + i))),
  };
}
