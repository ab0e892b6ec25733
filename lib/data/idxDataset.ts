import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { imageSet, type ImageDataset, type ImageSet } from "./imageSet";
import { type IdxArray, readIdx } from "./idx";

interface IdxDatasetOptions {
  /** "MNIST" */
  name: string;
  classNames: readonly string[];
  /** what to do when a file is missing or damaged, as a sentence */
  remedy: string;
}

/** The four files of MNIST, and of the data sets that took over its format. */
export const IDX_FILES = {
  train: { images: "train-images-idx3-ubyte.gz", labels: "train-labels-idx1-ubyte.gz" },
  test: { images: "t10k-images-idx3-ubyte.gz", labels: "t10k-labels-idx1-ubyte.gz" },
} as const;

/**
 * Reads a folder with the four files of MNIST.
 *
 * @throws Error      if a file is missing or cannot be decompressed
 * @throws TypeError  if a file is not an IDX file of unsigned bytes
 * @throws RangeError if a file is cut short, or images and labels do not belong together
 */
export async function readIdxDataset(
  folder: string,
  options: IdxDatasetOptions,
): Promise<ImageDataset> {
  const [train, test] = await Promise.all([
    readPart(folder, "train", options),
    readPart(folder, "test", options),
  ]);
  return { train, test };
}

async function readPart(
  folder: string,
  part: keyof typeof IDX_FILES,
  { name, classNames, remedy }: IdxDatasetOptions,
): Promise<ImageSet> {
  const files = IDX_FILES[part];
  const [pictures, labels] = await Promise.all([
    readFileOfIdx(join(folder, files.images), remedy),
    readFileOfIdx(join(folder, files.labels), remedy),
  ]);
  const [size, height, width] = pictures.shape;
  if (height === undefined || width === undefined || pictures.shape.length !== 3) {
    throw mismatch(files.images, pictures, "[images, height, width]", remedy);
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== size) {
    throw mismatch(files.labels, labels, `[${size}], one label for each image`, remedy);
  }
  return imageSet(pictures.data, {
    name: `${name} ${part}`,
    height,
    width,
    labels: labels.data,
    classNames,
  });
}

async function readFileOfIdx(path: string, remedy: string): Promise<IdxArray> {
  const compressed = await readFile(path).catch((cause: unknown) => {
    throw new Error(`readIdxDataset: ${path} cannot be read. ${remedy}`, { cause });
  });
  const bytes = await promisify(gunzip)(compressed, { chunkSize: chunkFor(compressed) }).catch(
    (cause: unknown) => {
      throw new Error(`readIdxDataset: ${path} is not a whole gzip file. ${remedy}`, { cause });
    },
  );
  return readIdx(bytes, path);
}

/**
 * A gzip file ends with the size of its content. One chunk a little larger takes it all: no copy is made, and no
 * garbage of the same size is left. A size that cannot be true only costs speed.
 */
function chunkFor(compressed: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = compressed;
  if (byteLength < 18) return 1 << 14;
  const size = new DataView(buffer, byteOffset).getUint32(byteLength - 4, true) + 1;
  return Math.min(Math.max(size, 1 << 14), 1 << 26);
}

function mismatch(file: string, { shape }: IdxArray, expected: string, remedy: string): RangeError {
  return new RangeError(
    `readIdxDataset: ${file} has shape [${shape.join(", ")}], expected ${expected}. ${remedy}`,
  );
}
