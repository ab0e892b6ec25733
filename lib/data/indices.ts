import type { ImageSet } from "./imageSet";

/** How many numbers make one image: height × width × channels. */
export function imageLength({ height, width, channels }: ImageSet): number {
  return height * width * channels;
}

/** Refuses indices that do not name at least one image of the set. */
export function expectIndices(where: string, set: ImageSet, indices: ArrayLike<number>): void {
  const range = `${set.name} has images 0 to ${(set.size - 1).toLocaleString("en-US")}`;
  if (typeof (indices as ArrayLike<number> | undefined)?.length !== "number") {
    throw new TypeError(`${where}: indices must be an array of numbers. ${range}.`);
  }
  if (indices.length === 0) {
    throw new RangeError(`${where}: indices are empty. Name at least one image; ${range}.`);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    if (!(Number.isInteger(index) && index >= 0 && index < set.size)) {
      throw new RangeError(
        `${where}: indices[${i}] is ${index}, but ${range}. Choose one of these.`,
      );
    }
  }
}
