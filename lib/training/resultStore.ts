import type * as tf from "@tensorflow/tfjs";

/** Where `sweep` keeps what its runs give, e.g. `resultFolder("…", settings)`. */
export interface ResultStore {
  /** The kept result of a value; undefined if there is none. */
  load(value: unknown): Promise<unknown>;
  /** Keeps a result, in one step: it is there as a whole or not at all. */
  save(value: unknown, result: unknown): Promise<void>;
  /** A place for the training that makes a value's result, so that it can go on after a break. */
  checkpoint(value: unknown): tf.io.IOHandler;
  /** Frees that place, when the result is there. */
  removeCheckpoint(value: unknown): Promise<void>;
}
