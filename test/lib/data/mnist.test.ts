import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import type { ImageDataset, ImageSet } from "../../../lib/data/imageSet";
import { mnist } from "../../../lib/data/mnist";

let digits: ImageDataset;
before(async () => {
  digits = await mnist();
});

function labelCounts({ labels }: ImageSet): number[] {
  return Array.from({ length: 10 }, (_, digit) => labels.filter((label) => label === digit).length);
}

test("60,000 and 10,000 images of 28 × 28 bytes", () => {
  for (const [set, size, name] of [
    [digits.train, 60_000, "MNIST train"],
    [digits.test, 10_000, "MNIST test"],
  ] as const) {
    assert.deepEqual(
      [set.name, set.size, set.height, set.width, set.channels],
      [name, size, 28, 28, 1],
    );
    assert.equal(set.pixels.length, size * 784);
    assert.ok(set.pixels instanceof Uint8Array);
  }
});

test("as many of each digit as are known to be there", () => {
  assert.deepEqual(
    labelCounts(digits.train),
    [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  );
  assert.deepEqual(
    labelCounts(digits.test),
    [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
  );
});

test("the well-known mean and deviation of the training pixels", () => {
  let sum = 0;
  let squares = 0;
  for (const pixel of digits.train.pixels) {
    sum += pixel;
    squares += pixel * pixel;
  }
  const n = digits.train.pixels.length;
  const mean = sum / n / 255;
  assert.equal(mean.toFixed(4), "0.1307");
  assert.equal(Math.sqrt(squares / n / 255 ** 2 - mean ** 2).toFixed(4), "0.3081");
});

test("the files are those that the README beside them lists", () => {
  const folder = join(__dirname, "../../../lib/data/mnist");
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...readme.matchAll(/`(\S+\.gz)`\s*\|\s*([\d,]+)\s*\|\s*`([0-9a-f]{64})`/g)];
  assert.equal(listed.length, 4);
  for (const [, name, bytes, sha256] of listed) {
    const file = readFileSync(join(folder, name!));
    assert.equal(file.length.toLocaleString("en-US"), bytes);
    assert.equal(createHash("sha256").update(file).digest("hex"), sha256);
  }
});
