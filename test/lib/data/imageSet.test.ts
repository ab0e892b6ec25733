import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { imageSet } from "../../../lib/data/imageSet";

const size = { height: 2, width: 3 };

test("bytes are kept, with defaults for the rest", () => {
  const pixels = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
  const set = imageSet(pixels, size);
  assert.equal(set.pixels, pixels);
  assert.deepEqual(
    { ...set, pixels: undefined },
    {
      ...size,
      name: "images",
      size: 2,
      channels: 1,
      pixels: undefined,
      labels: new Uint8Array(2),
      classNames: ["0"],
    },
  );
});

test("labels may be plain numbers, and name their classes", () => {
  const set = imageSet(new Float32Array(12), { ...size, labels: [0, 2] });
  assert.deepEqual(set.labels, Uint8Array.of(0, 2));
  assert.deepEqual(set.classNames, ["0", "1", "2"]);
});

test("0 and 1 are intensities, and channels count", () => {
  const set = imageSet(Float32Array.of(0, 1, 0.5), { height: 1, width: 1, channels: 3 });
  assert.equal(set.size, 1);
});

test("arrays of another realm, as notebooks have them, are arrays", () => {
  const pixels = runInNewContext("Float32Array.of(0, 1)") as Float32Array;
  assert.equal(imageSet(pixels, { height: 1, width: 1 }).size, 2);
});

test("the first pixel outside [0, 1] is named with its value and place", () => {
  const pixels = new Float32Array(3 * 6);
  pixels[16] = 17.5;
  pixels[17] = -1;
  assert.throws(() => imageSet(pixels, size), {
    name: "RangeError",
    message:
      "imageSet: pixel 16 is 17.5, float pixels must lie in [0, 1] (image 2, row 1, column 1). " +
      "Divide values of 0…255 by 255, or pass them as a Uint8Array.",
  });
});

for (const value of [NaN, Infinity, -0.001, 1.001]) {
  test(`a pixel of ${value} is refused`, () => {
    const pixels = new Float32Array(6).fill(value, 5);
    assert.throws(() => imageSet(pixels, size), {
      name: "RangeError",
      message: /^imageSet: pixel 5 is /,
    });
  });
}

const bytes = new Uint8Array(12);
const other = (value: unknown): Uint8Array => value as Uint8Array;
for (const { what, run, kind, says } of [
  {
    what: "a plain array",
    run: () => imageSet(other([0, 1]), size),
    kind: "TypeError",
    says: /not a Array/,
  },
  {
    what: "clamped bytes",
    run: () => imageSet(other(new Uint8ClampedArray(6)), size),
    kind: "TypeError",
    says: /Uint8ClampedArray/,
  },
  {
    what: "nothing",
    run: () => imageSet(other(undefined), size),
    kind: "TypeError",
    says: /not undefined/,
  },
  {
    what: "no pixels",
    run: () => imageSet(new Uint8Array(), size),
    kind: "RangeError",
    says: /at least one image/,
  },
  {
    what: "half an image",
    run: () => imageSet(new Uint8Array(9), size),
    kind: "RangeError",
    says: /9 pixels .* 2 × 3 × 1 = 6/,
  },
  {
    what: "height 0",
    run: () => imageSet(bytes, { height: 0, width: 3 }),
    kind: "RangeError",
    says: /height/,
  },
  {
    what: "width 1.5",
    run: () => imageSet(bytes, { height: 2, width: 1.5 }),
    kind: "RangeError",
    says: /width/,
  },
  {
    what: "too few labels",
    run: () => imageSet(bytes, { ...size, labels: [1] }),
    kind: "RangeError",
    says: /1 labels for 2 images/,
  },
  {
    what: "label 0.5",
    run: () => imageSet(bytes, { ...size, labels: [0, 0.5] }),
    kind: "RangeError",
    says: /label of image 1/,
  },
  {
    what: "label 256",
    run: () => imageSet(bytes, { ...size, labels: [256, 0] }),
    kind: "RangeError",
    says: /label of image 0/,
  },
  {
    what: "a label without a class",
    run: () => imageSet(bytes, { ...size, labels: [0, 2], classNames: ["a", "b"] }),
    kind: "RangeError",
    says: /label 2 \(image 1\) has no class/,
  },
]) {
  test(`${what} is refused`, () => {
    assert.throws(run, { name: kind, message: says });
  });
}
