import { deflateSync } from "node:zlib";

/**
 * A PNG file with a palette of at most 256 colours. Up to 256 colours are kept as they are; of more,
 * the most frequent. A chart is then a third to a quarter of the size of a PNG in full colour, and
 * every notebook holds a dozen. (The npm packages that can do this bring native code.)
 *
 * @param rgba [height * width * 4], 0…255, alpha not premultiplied
 */
export function indexedPng(rgba: Uint8Array, width: number, height: number): Buffer {
  const { palette, indices } = quantise(
    new Uint32Array(rgba.buffer.slice(rgba.byteOffset, rgba.byteOffset + 4 * width * height)),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits, palette, deflate, the usual filters, not interlaced

  const lines = Buffer.alloc(height * (width + 1)); // each line begins with its filter: 0, none
  for (let y = 0; y < height; y++) {
    lines.set(indices.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  }
  const channels = palette.map((colour) => [0, 8, 16, 24].map((bit) => (colour >>> bit) & 255));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(channels.flatMap(([r, g, b]) => [r!, g!, b!]))),
    chunk("tRNS", Buffer.from(channels.map(([, , , alpha]) => alpha!))),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
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
    .map(([colour]) => colour);
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

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** node:zlib has its own from Node 22 on. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
