import type { ImageSet } from "../../data/imageSet";
import { classColours } from "../../plots/palette";

/** Points in the plane, as the page draws them. */
export interface LabelledCodes {
  /** [n × 2], μ(x) */
  readonly means: Float32Array;
  /** [n], indices of classNames */
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
  /** of the classes, safe for colour-blind readers */
  readonly colours: readonly string[];
}

/** @param means [n × 2], of the images at these indices; without a set there are no points */
export function labelledCodes(
  means: Float32Array,
  set: ImageSet | undefined,
  indices: readonly number[],
): LabelledCodes {
  const classNames = set ? [...set.classNames] : [];
  return {
    means,
    labels: Uint8Array.from(indices, (index) => set?.labels[index] ?? 0),
    classNames,
    colours: classNames.map((_, i) => classColours[i % classColours.length]!),
  };
}
