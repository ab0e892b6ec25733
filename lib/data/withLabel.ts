import { expectNumber } from "../checks";
import type { ImageSet } from "./imageSet";
import { subset } from "./subset";

/**
 * The images of one class, copied, in the order of the set.
 *
 * @param label an index into `set.classNames`
 * @throws RangeError if there is no such class, or no image of it
 */
export function withLabel(set: ImageSet, label: number): ImageSet {
  const classes = set.classNames.map((name, index) => `${index} ${name}`).join(", ");
  const max = set.classNames.length - 1;
  const remedy = `The classes are: ${classes}.`;
  expectNumber("withLabel", "label", label, { integer: true, min: 0, max, remedy });

  const indices: number[] = [];
  set.labels.forEach((value, index) => {
    if (value === label) indices.push(index);
  });
  const className = set.classNames[label]!;
  if (indices.length === 0) {
    throw new RangeError(
      `withLabel: ${set.name} has no image with label ${label} (${className}). ` +
        `Choose a label that occurs, or a larger set.`,
    );
  }
  return { ...subset(set, indices), name: `${set.name}, ${className}` };
}
