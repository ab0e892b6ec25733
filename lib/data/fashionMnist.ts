import { join } from "node:path";
import { cacheFolder } from "../backend/cacheFolder";
import { settings } from "../backend/settings";
import { download, type DownloadProgress } from "./download";
import { IDX_FILES, readIdxDataset } from "./idxDataset";
import type { ImageDataset } from "./imageSet";

export interface FashionMnistOptions {
  /** the folder for downloads; default `VAE_COOKBOOK_CACHE`, or else the user's cache folder */
  cache?: string;
  /** addresses of folders with the four files, in the order in which they are asked */
  mirrors?: readonly string[];
  /** called while files arrive, at most four times a second and at the end of each file */
  onProgress?: (progress: DownloadProgress) => void;
  /** stops the download; the next call resumes it */
  signal?: AbortSignal | undefined;
}

const MIRRORS = [
  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
  "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
];

const FILES = [
  { name: IDX_FILES.train.images, bytes: 26_421_880, md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d" },
  { name: IDX_FILES.train.labels, bytes: 29_515, md5: "25c81989df183df01b3e8a0aad5dffbe" },
  { name: IDX_FILES.test.images, bytes: 4_422_102, md5: "bef4ecab320f06d8554ea6380940ec79" },
  { name: IDX_FILES.test.labels, bytes: 5_148, md5: "bb300cfdad3c16e7a12a480ee83cd310" },
];

/**
 * Fashion-MNIST: articles of clothing, 60,000 to train on and 10,000 to test with, 28 × 28, gray, bytes 0…255.
 * The first call downloads 30.9 MB into the cache; later ones read it there. Checksums are verified each time.
 * If `VAE_COOKBOOK_FASHION_MNIST` names a folder, its four files are read as they are and nothing is downloaded:
 * for machines without a network, and for other sets in this format, such as KMNIST.
 *
 * @throws TypeError, RangeError if `mirrors` are not addresses
 * @throws Error if no mirror delivers, or the cache cannot be written; `signal.reason` when aborted
 * @see Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747; © Zalando SE, MIT licence
 */
export async function fashionMnist(options: FashionMnistOptions = {}): Promise<ImageDataset> {
  const { mirrors = MIRRORS, onProgress, signal } = options;
  expectAddresses(mirrors);
  const given = options.cache === undefined ? settings().fashionMnist : undefined;
  const folder = given ?? join(options.cache ?? (await cacheFolder()), "fashion-mnist");
  if (given === undefined) {
    await download({ caller: "fashionMnist", files: FILES, folder, mirrors, onProgress, signal });
  }
  return readIdxDataset(folder, {
    name: "Fashion-MNIST",
    classNames: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    remedy:
      given === undefined
        ? `Delete ${folder} and run it again.`
        : "VAE_COOKBOOK_FASHION_MNIST must name a folder with the four files.",
  });
}

function expectAddresses(mirrors: readonly string[]): void {
  if (!Array.isArray(mirrors)) {
    throw new TypeError(
      `fashionMnist: mirrors must be an array of addresses, not a ${typeof mirrors}.`,
    );
  }
  if (mirrors.length === 0) {
    throw new RangeError("fashionMnist: mirrors are empty. Name an address, or leave them out.");
  }
  for (const mirror of mirrors as readonly unknown[]) {
    if (typeof mirror !== "string" || !/^https?:/.test(mirror) || !URL.canParse(mirror)) {
      throw new RangeError(
        `fashionMnist: the mirror ${JSON.stringify(mirror)} is not an http or https address. ` +
          "Write it as https://host/folder/.",
      );
    }
  }
}
