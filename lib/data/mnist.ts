import { join } from "node:path";
import { readIdxDataset } from "./idxDataset";
import type { ImageDataset } from "./imageSet";
import { packageRoot } from "../backend/packageRoot";

/**
 * MNIST: handwritten digits, 60,000 to train on and 10,000 to test with, 28 × 28, gray, bytes 0…255.
 * It is part of this package; nothing is downloaded.
 *
 * @throws Error if its files are missing or damaged
 * @see LeCun, Bottou, Bengio & Haffner 1998; attribution and licence in data/mnist/README.md
 */
export async function mnist(): Promise<ImageDataset> {
  return readIdxDataset(join(packageRoot(), "data", "mnist"), {
    name: "MNIST",
    classNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
    remedy: "Restore it with `git checkout -- lib/data/mnist`.",
  });
}
