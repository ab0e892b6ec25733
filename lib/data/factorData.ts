import type { ImageSet } from "./imageSet";

/** One thing that can be chosen about an image. */
export interface Factor {
  /** "orientation" */
  readonly name: string;
  /** what its indices 0, 1, … stand for */
  readonly values: readonly (number | string)[];
}

/**
 * Images that are a function of known, independent factors, each uniform over its values: what the
 * disentanglement metrics measure on. An image is addressed by the indices of its factors' values, one a factor, in
 * the order of `factors`; n images by [n × factors], factors fastest.
 */
export interface FactorData {
  /** "sprites" */
  readonly name: string;
  readonly factors: readonly Factor[];
  /** how many combinations there are: the product of the numbers of values */
  readonly size: number;
  /**
   * The images of these factor indices.
   *
   * @param factorIndices [n × factors]
   * @throws RangeError if they are no whole number of rows, or an index is out of its range
   */
  draw(factorIndices: ArrayLike<number>): ImageSet;
  /**
   * Images drawn at random, each combination equally likely, with replacement.
   *
   * @throws TypeError, RangeError if count, seed or a fixed index is wrong
   */
  sample(count: number, options: SampleFactorsOptions): FactorSample;
}

export interface SampleFactorsOptions {
  /** a whole number; the sample depends on it, on `count` and on `fixed` */
  seed: number;
  /** factors that are the same in all images: from a factor's name to the index of its value */
  fixed?: Readonly<Record<string, number>>;
}

export interface FactorSample {
  readonly set: ImageSet;
  /** [count × factors], the indices of each image's values */
  readonly factorIndices: Int32Array;
}
