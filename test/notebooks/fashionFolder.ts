import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { IDX_FILES } from "../../lib/data/idxDataset";
import { idxFile } from "../lib/data/idxFile";

/** Sizes of the set that stands in for Fashion-MNIST. */
const SIZES = { train: 2000, test: 1000 } as const;

/** Writes the four files of Fashion-MNIST with few drawn images: gray rectangles, of one size a class. */
export function writeFashion(folder: string): void {
  for (const part of ["train", "test"] as const) {
    const size = SIZES[part];
    const pixels = new Uint8Array(size * 784);
    for (let n = 0; n < size; n++) drawRectangle(pixels.subarray(n * 784, (n + 1) * 784), n);
    const labels = Uint8Array.from({ length: size }, (_, n) => n % 10);
    write(IDX_FILES[part].images, [size, 28, 28], pixels);
    write(IDX_FILES[part].labels, [size], labels);
  }

  function write(name: string, shape: readonly number[], data: Uint8Array): void {
    writeFileSync(join(folder, name), gzipSync(idxFile(shape, data), { level: 1 }));
  }
}

function drawRectangle(image: Uint8Array, n: number): void {
  const label = n % 10;
  const [width, height] = [8 + 2 * (label % 5), label < 5 ? 22 : 12];
  const shade = 100 + ((37 * n) % 156);
  const [left, top] = [(n >> 3) % (28 - width), (n >> 5) % (28 - height)];
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) image[28 * y + x] = shade - ((7 * x + 3 * y) % 60);
  }
}
