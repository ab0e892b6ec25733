import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "node:test";
import { PNG } from "pngjs";
import { indexedPng } from "../../../lib/notebook/indexedPng";
import { chartPng, imagePng } from "../../../lib/notebook/png";
import { bar, imageGrid } from "../../../lib/plots";

// Another library than the one that writes them.
const read = (bytes: Uint8Array) => PNG.sync.read(Buffer.from(bytes));

test("an image of at most 256 colours comes back exactly", () => {
  const colours = fc.uint8Array({ minLength: 4, maxLength: 4 * 256 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), colours, (width, bytes) => {
      const height = Math.floor(bytes.length / 4 / width);
      fc.pre(height > 0);
      const rgba = bytes.slice(0, width * height * 4);
      const image = read(indexedPng(rgba, width, height));
      assert.deepEqual([image.width, image.height], [width, height]);
      assert.deepEqual(new Uint8Array(image.data), rgba);
    }),
  );
});

test("of more colours, each is replaced by one close to it", () => {
  const side = 64;
  const rgba = new Uint8Array(side * side * 4).fill(255);
  for (let i = 0; i < side * side; i++) rgba.set([4 * (i % side), 4 * Math.floor(i / side)], 4 * i);
  const { data } = read(indexedPng(rgba, side, side));
  // 16 × 16 pairs of levels, 17 apart, are just the 256 colours of the palette.
  rgba.forEach((value, i) => {
    assert.ok(Math.abs(value - data[i]!) <= 9);
  });
});

test("a chart is drawn at twice its size on the page, on white, in few bytes", () => {
  const png = chartPng(bar(["a", "b"], [1, 2], { title: "Twice", width: 300, height: 200 }));
  const image = read(png.bytes);
  assert.ok(Math.abs(image.width - 2 * png.width) <= 1 && png.width > 300 && png.width < 400);
  assert.deepEqual([...image.data.subarray(0, 4)], [255, 255, 255, 255]);
  assert.ok(png.bytes.length < 15_000, `${png.bytes.length} bytes`);
  const dark = image.data.filter((value, i) => i % 4 === 0 && value < 60).length;
  assert.ok(dark > 500, "no text was drawn: is the font found?");
});

test("an image keeps its size and, but for fine shades, its intensities", () => {
  const figure = imageGrid([0, 0.25, 0.5, 1], { height: 2, width: 2, scale: 3 });
  const image = read(imagePng(figure).bytes);
  assert.deepEqual([image.width, image.height], [6, 6]);
  for (let i = 0; i < 36; i++) {
    assert.ok(Math.abs(image.data[4 * i]! - figure.pixels[i]!) <= 4.2);
  }
});

test("row labels stand left of the image on a clear ground", () => {
  const figure = imageGrid([0, 1], {
    height: 1,
    width: 1,
    columns: 1,
    scale: 20,
    rowLabels: ["a", "b"],
  });
  const { bytes, width } = imagePng(figure);
  const image = read(bytes);
  assert.ok(width > figure.width);
  const at = (x: number, y: number) => [
    ...image.data.subarray(4 * (y * image.width + x)).subarray(0, 4),
  ];
  assert.equal(at(0, 0)[3], 0);
  assert.deepEqual(at(image.width - 4, image.height - 4), [255, 255, 255, 255]);
  assert.deepEqual(at(image.width - 4, 4), [0, 0, 0, 255]);
});
