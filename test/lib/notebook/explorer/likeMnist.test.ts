import assert from "node:assert/strict";
import { before, test } from "node:test";
import { mnist } from "../../../../lib/data/mnist";
import type { ImageSet } from "../../../../lib/data/imageSet";
import { likeMnist } from "../../../../lib/notebook/explorer/likeMnist";

const size = { height: 28, width: 28 };
const fine = { height: 140, width: 140 };
let digits: ImageSet;
before(async () => {
  digits = (await mnist()).test;
});

/** Five fine pixels for each pixel, moved. */
function enlarged(image: ArrayLike<number>, right: number, down: number): Uint8Array {
  const ink = new Uint8Array(140 * 140);
  for (let y = 0; y < 140; y++) {
    for (let x = 0; x < 140; x++) {
      const [column, row] = [Math.floor((x - right) / 5), Math.floor((y - down) / 5)];
      const inside = column >= 0 && column < 28 && row >= 0 && row < 28;
      ink[y * 140 + x] = inside ? image[row * 28 + column]! : 0;
    }
  }
  return ink;
}

test("a square of ink becomes a square of 20 in the middle", () => {
  const ink = new Uint8Array(140 * 140);
  for (let y = 10; y < 50; y++) ink.fill(255, y * 140 + 80, y * 140 + 120);
  const image = likeMnist(ink, fine, size);
  image.forEach((value, i) => {
    const [x, y] = [i % 28, Math.floor(i / 28)];
    const inside = x >= 4 && x < 24 && y >= 4 && y < 24;
    assert.ok(Math.abs(value - Number(inside)) < 1e-6, `${value} at ${x}, ${y}`);
  });
});

test("proportions stay: a bar four times as high as wide, 20 by 5", () => {
  const ink = new Uint8Array(140 * 140);
  for (let y = 0; y < 120; y++) ink.fill(255, y * 140, y * 140 + 30);
  const image = likeMnist(ink, fine, size);
  assert.equal(Math.round(image.reduce((sum, value) => sum + value, 0)), 100);
  const columns = Array.from({ length: 28 }, (_, x) => image[14 * 28 + x]! > 0.5);
  assert.equal(columns.filter(Boolean).length, 5);
});

test("the mean is kept: half a pixel of ink is a grey pixel", () => {
  const ink = new Uint8Array(40 * 40).fill(255);
  ink.fill(0, 19 * 40, 21 * 40);
  const image = likeMnist(ink, { height: 40, width: 40 }, size);
  // A row is two fine ones; of the two in the middle one each is empty.
  for (const y of [13, 14]) {
    const row = Array.from({ length: 20 }, (_, x) => image[y * 28 + 4 + x]!);
    for (const value of row) assert.ok(Math.abs(value - 0.5) < 1e-6, `${value}`);
  }
});

test("MNIST's own digits come back as they are, from any place in the field", () => {
  const differences: number[] = [];
  for (let i = 0; i < 100; i++) {
    const original = digits.pixels.subarray(784 * i, 784 * (i + 1));
    const image = likeMnist(enlarged(original, 11, -8), fine, size);
    differences.push(
      image.reduce((sum, value, k) => sum + Math.abs(value - original[k]! / 255), 0) / 784,
    );
  }
  const exact = differences.filter((difference) => difference < 1e-6).length;
  // Where the centre of mass is on the border of two pixels, rounding may take the other one.
  assert.ok(exact >= 95, `${exact} of 100 are exactly as they were`);
});

test("no ink is a black image; what does not fit is refused", () => {
  assert.ok(likeMnist(new Uint8Array(140 * 140), fine, size).every((value) => value === 0));
  assert.throws(() => likeMnist(new Uint8Array(3), fine, size), {
    name: "RangeError",
    message: /ink must have 140 × 140 values, it has 3/,
  });
});
