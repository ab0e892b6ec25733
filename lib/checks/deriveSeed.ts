import { alea } from "seedrandom";

/**
 * A seed for one use of chance, made from the caller's seed and what it is for, so that
 * the streams of two uses, or of two neighbouring seeds, have nothing to do with each other.
 *
 * @example deriveSeed(seed, "noise", step)
 */
export function deriveSeed(seed: number, ...use: readonly (string | number)[]): number {
  // TensorFlow.js takes 0 for no seed.
  return alea([seed, ...use].join("/")).int32() || 1;
}
