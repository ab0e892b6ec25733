import assert from "node:assert/strict";
import { test } from "node:test";
import { imageGrid, reconstructions } from "../../../lib/plots";

const options = { height: 1, width: 2, scale: 1, gap: 1 };

test("images lie row after row, with a gap between", () => {
  const grid = imageGrid([0, 1, 0.2, 0.4, 1, 0], { ...options, columns: 2 });
  assert.deepEqual([grid.width, grid.height, grid.channels], [5, 3, 1]);
  const _ = 128;
  assert.deepEqual(
    [...grid.pixels],
    // prettier-ignore
    [0, 255, _, 51, 102,
     _,   _, _,  _,   _,
     255, 0, _,  _,   _],
  );
  assert.equal(grid.description, "3 images in 2 rows of 2");
});

test("scaling repeats pixels, so that digits stay crisp", () => {
  const grid = imageGrid([0, 1], { ...options, scale: 2 });
  assert.deepEqual([...grid.pixels], [0, 0, 255, 255, 0, 0, 255, 255]);
});

test("bytes, colours, ranges and tensors", () => {
  assert.deepEqual([...imageGrid(Uint8Array.of(7, 200), options).pixels], [7, 200]);
  const red = imageGrid([1, 0, 0], { ...options, width: 1, channels: 3 });
  assert.deepEqual([red.channels, ...red.pixels], [3, 255, 0, 0]);
  assert.deepEqual([...imageGrid([-1, 3], { ...options, range: [-1, 1] }).pixels], [0, 255]);
  const tensor = { shape: [3, 784], dataSync: () => new Float32Array(3 * 784) };
  assert.deepEqual(imageGrid(tensor).width, 3 * 56 + 2 * 2);
  const four = { shape: [2, 2, 3, 1], dataSync: () => new Float32Array(12) };
  assert.equal(imageGrid(four, { scale: 1, gap: 0 }).width, 6);
});

test("reconstructions stand below their originals, strip by strip", () => {
  const figure = reconstructions([0, 0, 1, 1, 0, 1], [1, 1, 0, 0, 1, 0], {
    ...options,
    gap: 0,
    columns: 2,
  });
  // prettier-ignore
  assert.deepEqual([...figure.pixels], [
    0, 0, 255, 255,
    255, 255, 0, 0,
    0, 255, 128, 128,
    255, 0, 128, 128,
  ], "grey where the last strip is not full");
  assert.deepEqual(
    figure.rowLabels?.map(({ y, text }) => [y, text]),
    [
      [0.5, "original"],
      [1.5, "decoded"],
      [2.5, "original"],
      [3.5, "decoded"],
    ],
  );
});

test("bad images are refused with what to do", () => {
  assert.throws(() => imageGrid([0, 1, 1], options), /3 numbers.*1 × 2 × 1 has 2/);
  assert.throws(() => imageGrid([], options), /at least one image/);
  assert.throws(() => imageGrid([0, 3.5], options), /outside \[0, 1\].*tf\.sigmoid/);
  assert.throws(() => imageGrid([0, NaN], options), /intensity 1 is NaN/);
  const tensor = { shape: [1, 785], dataSync: () => new Float32Array(785) };
  assert.throws(() => imageGrid(tensor), /785 numbers are no square image/);
  assert.throws(() => imageGrid([0, 1], { ...options, columns: 0 }), /columns is 0/);
  assert.throws(() => imageGrid([0, 1], { ...options, rowLabels: ["a", "b"] }), /for 1 rows/);
  assert.throws(() => reconstructions([0, 1], [0], options), /belong together/);
});
