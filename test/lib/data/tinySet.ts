import { imageSet, type ImageSet } from "../../../lib/data/imageSet";

/** Images of 1 × 2 pixels: image i has pixels 2i and 2i + 1 and label i modulo 3. */
export function tinySet(size: number): ImageSet {
  return imageSet(
    Uint8Array.from({ length: 2 * size }, (_, i) => i),
    {
      name: "tiny",
      height: 1,
      width: 2,
      labels: Array.from({ length: size }, (_, i) => i % 3),
      classNames: ["a", "b", "c", "d"],
    },
  );
}
