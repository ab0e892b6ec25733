import { imageSet, type ImageSet } from "../../../lib/data";

/** Bars of 4 × 4 pixels, upright or lying, with some gray: quick to learn, and not trivial. */
export function bars(size: number): ImageSet {
  const pixels = new Uint8Array(size * 16);
  const labels = new Uint8Array(size);
  for (let n = 0; n < size; n++) {
    const upright = n % 2;
    labels[n] = upright;
    for (let k = 0; k < 4; k++) {
      const at = upright ? 4 * k + ((n >> 1) % 4) : 4 * ((n >> 1) % 4) + k;
      pixels[n * 16 + at] = 255 - 10 * (n % 7);
    }
  }
  return imageSet(pixels, { name: "bars", height: 4, width: 4, labels });
}
