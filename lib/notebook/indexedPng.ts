import { fastPng } from "./lazy";

/**
 * A PNG file with a palette of at most 256 colours. Up to 256 are kept as they are; more are first
 * made coarser, as little as need be. A chart is then a third to a quarter of the size of a PNG in
 * full colour, and every notebook holds a dozen.
 *
 * @param rgba [height * width * 4], 0…255, alpha not premultiplied
 */
export function indexedPng(rgba: Uint8Array, width: number, height: number): Uint8Array {
  const pixels = new Uint32Array(rgba.buffer.slice(rgba.byteOffset, rgba.byteOffset + rgba.length));
  const { palette, indices } = quantise(pixels);
  const colours = palette.map((colour) => [0, 8, 16, 24].map((bit) => (colour >>> bit) & 255));
  return fastPng().encode(
    { width, height, data: indices, channels: 1, depth: 8, palette: colours },
    { zlib: { level: 9 } },
  );
}

function quantise(pixels: Uint32Array): { palette: number[]; indices: Uint8Array } {
  let counts = count(pixels);
  let keys = pixels;
  if (counts.size > 256) {
    keys = pixels.map(coarse);
    counts = count(keys);
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([colour]) => colour)
    // Transparent ones first: the file lists their alpha, and no other's.
    .sort((a, b) => Number(isOpaque(a)) - Number(isOpaque(b)));
  const index = new Map(palette.map((colour, i) => [colour, i]));
  const indices = new Uint8Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const colour = keys[i]!;
    let found = index.get(colour);
    if (found === undefined) {
      found = nearest(palette, colour);
      index.set(colour, found);
    }
    indices[i] = found;
  }
  return { palette, indices };
}

const isOpaque = (colour: number): boolean => colour >>> 24 === 255;

function count(pixels: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length;) {
    const colour = pixels[i]!;
    const start = i;
    while (i < pixels.length && pixels[i] === colour) i++;
    counts.set(colour, (counts.get(colour) ?? 0) + i - start);
  }
  return counts;
}

/** Each channel to the nearest multiple of 17: sixteen levels, black and white among them. */
function coarse(colour: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit += 8) {
    result |= (Math.round(((colour >>> bit) & 255) / 17) * 17) << bit;
  }
  return result >>> 0;
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let smallest = Infinity;
  palette.forEach((other, i) => {
    let distance = 0;
    for (let bit = 0; bit < 32; bit += 8) {
      distance += (((other >>> bit) & 255) - ((colour >>> bit) & 255)) ** 2;
    }
    if (distance < smallest) [best, smallest] = [i, distance];
  });
  return best;
}
