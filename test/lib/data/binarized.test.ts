import assert from "node:assert/strict";
import { test } from "node:test";
import { binarized, imageSet } from "../../../lib/data";

const whites = (pixels: ArrayLike<number>): number =>
  Array.from(pixels).filter((value) => value === 255).length;

/** Some pixels of one intensity. */
const gray = (intensity: number, n = 20_000) =>
  imageSet(new Float32Array(n).fill(intensity), { height: 1, width: n });

test("a pixel is white as often as it is light", () => {
  for (const intensity of [0.02, 0.5, 0.9]) {
    const { pixels } = binarized(gray(intensity), { seed: 3 });
    const share = whites(pixels) / pixels.length;
    const error = Math.sqrt((intensity * (1 - intensity)) / pixels.length);
    assert.ok(
      Math.abs(share - intensity) < 4 * error,
      `${share}, expected ${intensity} ± ${error}`,
    );
    assert.deepEqual([...new Set(pixels)].sort(), [0, 255]);
  }
});

test("black and white stay what they are, so that a second time changes nothing", () => {
  const once = binarized(gray(0.5), { seed: 1 });
  assert.deepEqual(binarized(once, { seed: 2 }).pixels, once.pixels);
  const bytes = imageSet(Uint8Array.of(0, 255), { height: 1, width: 2 });
  assert.deepEqual(binarized(bytes, { seed: 5 }).pixels, Uint8Array.of(0, 255));
});

test("bytes are intensities of 255ths", () => {
  const n = 20_000;
  const set = imageSet(new Uint8Array(n).fill(51), { height: 1, width: n });
  const white = whites(binarized(set, { seed: 1 }).pixels);
  assert.ok(Math.abs(white / n - 0.2) < 4 * Math.sqrt((0.2 * 0.8) / n), `${white / n}`);
});

test("depends on the seed alone, and leaves the set as it was", () => {
  const set = gray(0.5, 100);
  const first = binarized(set, { seed: 1 });
  assert.deepEqual(binarized(set, { seed: 1 }).pixels, first.pixels);
  assert.notDeepEqual(binarized(set, { seed: 2 }).pixels, first.pixels);
  assert.ok(set.pixels.every((value) => value === 0.5));
  assert.equal(first.name, "images, binarized (seed 1)");
  assert.deepEqual(first.labels, set.labels);
});

test("refuses a seed that is no whole number", () => {
  assert.throws(() => binarized(gray(0.5, 4), { seed: 0.5 }), {
    name: "RangeError",
    message: /binarized: seed must be a whole number; it is 0.5/,
  });
});
