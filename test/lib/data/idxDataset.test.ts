import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { gzipSync } from "node:zlib";
import { IDX_FILES, readIdxDataset } from "../../../lib/data/idxDataset";
import { idxFile } from "./idxFile";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "idx-"));
  write(
    IDX_FILES.train.images,
    [3, 2, 2],
    Uint8Array.from({ length: 12 }, (_, i) => i),
  );
  write(IDX_FILES.train.labels, [3], Uint8Array.of(0, 1, 1));
  write(IDX_FILES.test.images, [1, 2, 2], Uint8Array.of(9, 8, 7, 6));
  write(IDX_FILES.test.labels, [1], Uint8Array.of(1));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, shape: number[], data: Uint8Array): void {
  writeFileSync(join(folder, name), gzipSync(idxFile(shape, data)));
}

const read = (): ReturnType<typeof readIdxDataset> =>
  readIdxDataset(folder, { name: "Tiny", classNames: ["no", "yes"], remedy: "Fetch it again." });

test("images and labels of both parts", async () => {
  const { train, test } = await read();
  assert.deepEqual(
    [train.name, train.size, train.height, train.width, train.channels],
    ["Tiny train", 3, 2, 2, 1],
  );
  assert.deepEqual(
    Buffer.from(train.pixels),
    Buffer.from(Uint8Array.from({ length: 12 }, (_, i) => i)),
  );
  assert.deepEqual([...train.labels], [0, 1, 1]);
  assert.deepEqual([test.name, [...test.pixels]], ["Tiny test", [9, 8, 7, 6]]);
});

for (const { what, damage, says } of [
  {
    what: "a missing file",
    damage: () => {
      rmSync(join(folder, IDX_FILES.test.labels));
    },
    says: /t10k-labels-idx1-ubyte.gz cannot be read. Fetch it again./,
  },
  {
    what: "a gzip file cut short",
    damage: () => {
      const file = gzipSync(idxFile([1], Uint8Array.of(1)));
      writeFileSync(join(folder, IDX_FILES.test.labels), file.subarray(0, -9));
    },
    says: /t10k-labels-idx1-ubyte.gz is not a whole gzip file. Fetch it again./,
  },
  {
    what: "an IDX file cut short",
    damage: () => {
      write(IDX_FILES.train.images, [3, 2, 2], new Uint8Array(11));
    },
    says: /train-images-idx3-ubyte.gz is 27 bytes, its header promises 28/,
  },
  {
    what: "labels where images belong",
    damage: () => {
      write(IDX_FILES.train.images, [3], new Uint8Array(3));
    },
    says: /train-images-idx3-ubyte.gz has shape \[3\], expected \[images, height, width\]/,
  },
  {
    what: "labels of another set",
    damage: () => {
      write(IDX_FILES.train.labels, [4], new Uint8Array(4));
    },
    says: /train-labels-idx1-ubyte.gz has shape \[4\], expected \[3\]/,
  },
  {
    what: "a label without a class",
    damage: () => {
      write(IDX_FILES.train.labels, [3], Uint8Array.of(0, 2, 1));
    },
    says: /label 2 \(image 1\) has no class/,
  },
]) {
  test(`${what} is refused`, async () => {
    damage();
    await assert.rejects(read(), { message: says });
  });
}
