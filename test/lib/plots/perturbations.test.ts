import assert from "node:assert/strict";
import { test } from "node:test";
import { PNG } from "pngjs";
import { mimeBundle } from "../../../lib/notebook/mime";
import { perturbations } from "../../../lib/plots";

const options = { height: 1, width: 2, scale: 1, gap: 1 };
const logits = (...rows: number[][]) => ({
  shape: [rows.length, rows[0]!.length],
  dataSync: () => rows.flat(),
});

test("originals, changed images and their change stand one below the other", () => {
  const figure = perturbations([0, 1, 0.4, 0.6], [0.2, 0.8, 0.4, 0.5], { ...options, columns: 2 });
  assert.deepEqual([figure.width, figure.height, figure.channels], [5, 5, 4]);
  const row = (y: number) =>
    Array.from({ length: 5 }, (_, x) => [...figure.pixels.subarray(20 * y + 4 * x).slice(0, 4)]);
  const grey = (value: number) => [value, value, value, 255];
  const [clear, gap] = [[0, 0, 0, 0], grey(128)];
  assert.deepEqual(row(0), [grey(0), grey(255), gap, grey(102), grey(153)]);
  assert.deepEqual(row(1), [clear, clear, clear, clear, clear]);
  assert.deepEqual(row(2), [grey(51), grey(204), gap, grey(102), grey(128)]);
  // Full colours at ± the largest change, grey at 0, half way to blue at half of it.
  assert.deepEqual(row(4), [
    [255, 190, 90, 255],
    [0, 60, 160, 255],
    gap,
    grey(128),
    [64, 94, 144, 255],
  ]);
  assert.deepEqual(
    figure.rowLabels!.map(({ y, text }) => [y, text]),
    [
      [0.5, "original"],
      [2.5, "attacked"],
      [4.5, "change ±0.2"],
    ],
  );
  assert.match(figure.description, /^2 images: as they were, changed by at most 0\.2, and the/);
});

test("labels and confidences stand below, and the wrong ones in another colour", () => {
  const log = Math.log;
  const figure = perturbations([0, 1, 1, 0], [0, 0.9, 0.9, 0], {
    ...{ ...options, scale: 40, columns: 2 },
    logits: [
      logits([log(9), log(1)], [log(1), log(1)]),
      logits([log(3), log(7)], [log(1), log(4)]),
    ],
    labels: [0, 1],
  });
  assert.deepEqual(
    figure.captions!.map(({ text, colour }) => [text, colour !== undefined]),
    [
      ["0 90 %", false],
      ["0 50 %", true],
      ["1 70 %", true],
      ["1 80 %", false],
    ],
  );
  const [one, two, below] = figure.captions!;
  assert.deepEqual([one!.x, two!.x], [40, 121], "in the middle of the images");
  assert.ok(one!.y > 40 && one!.y < 58 && below!.y > 98 && below!.y < 116);
  assert.match(
    figure.description,
    /Wrong labels: 1 before, 1 after\. 0 \(90 %\) → 1 \(70 %\); 0 \(50 %\)/,
  );
});

test("names too long for one line take two; without labels the first answer counts as right", () => {
  const figure = perturbations([0, 1], [0, 0.9], {
    ...{ ...options, scale: 30 },
    logits: [logits([9, 0]), logits([0, 9])],
    classNames: ["T-shirt", "Bag"],
  });
  assert.deepEqual(
    figure.captions!.map(({ text, colour }) => [text, colour !== undefined]),
    [
      ["T-shirt", false],
      ["100 %", false],
      ["Bag", true],
      ["100 %", true],
    ],
  );
});

test("more images than columns go on below; a strip that is not full leaves the page clear", () => {
  const figure = perturbations([0, 1, 1], [0, 0.5, 1], {
    ...options,
    width: 1,
    columns: 2,
    span: 1,
  });
  assert.deepEqual([figure.width, figure.rowLabels!.length], [3, 6]);
  const top = Math.floor(figure.rowLabels![3]!.y);
  const opacity = [0, 1, 2].map((x) => figure.pixels[(top * 3 + x) * 4 + 3]);
  assert.deepEqual(opacity, [255, 0, 0]);
  assert.equal(figure.rowLabels![2]!.text, "change ±1");
});

test("bytes count as intensities, and images that did not change are grey", () => {
  const figure = perturbations(Uint8Array.of(0, 255), Uint8Array.of(0, 255), options);
  assert.deepEqual([...figure.pixels.subarray(-8)], [128, 128, 128, 255, 128, 128, 128, 255]);
});

test("the picture has the captions in it, on a clear ground", () => {
  const make = (label: number) =>
    perturbations(new Uint8Array(784), new Uint8Array(784), {
      logits: [logits([9, 0]), logits(label ? [0, 9] : [9, 0])],
      labels: [0],
    });
  const { data } = mimeBundle(make(1));
  const picture = PNG.sync.read(Buffer.from(data["image/png"] as string, "base64"));
  assert.deepEqual([...picture.data.subarray(0, 4)], [0, 0, 0, 0]);
  const orange = ({ data: bytes }: PNG) =>
    Array.from({ length: bytes.length / 4 }, (_, i) => bytes.subarray(4 * i, 4 * i + 4)).filter(
      ([r, g, b, a]) => a! > 200 && r! > 180 && g! > 70 && g! < 120 && b! < 40,
    ).length;
  assert.ok(orange(picture) > 30, `${orange(picture)} pixels of the wrong label`);
  const right = mimeBundle(make(0)).data["image/png"] as string;
  assert.equal(orange(PNG.sync.read(Buffer.from(right, "base64"))), 0);
  assert.match(data["text/plain"] as string, /0 \(100 %\) → 1 \(100 %\)/);
});

test("bad images and logits are refused", () => {
  const refused = (message: RegExp, more: object = {}, changed = [0, 1]) => {
    assert.throws(() => perturbations([0, 1], changed, { ...options, ...more }), { message });
  };
  refused(/changed has 1 entries, originals has 2/, {}, [0]);
  refused(/2 numbers are not whole grey images of 1 × 3/, { width: 3 });
  refused(/columns is 0/, { columns: 0 });
  refused(/span is 0; it must be above 0/, { span: 0 });
  refused(/labels has 2 entries, images has 1/, { labels: [1, 2] });
  const one = logits([1, 0]);
  refused(/logits of changed have shape \[2, 1\], expected \[1, classes\]/, {
    logits: [one, logits([1], [2])],
  });
  refused(/logits of original\[1\] is NaN/, { logits: [logits([0, NaN]), one] });
  refused(/changed\[1\] is NaN/, {}, [0, NaN]);
});
