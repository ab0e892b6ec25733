import assert from "node:assert/strict";
import { test } from "node:test";
import { factorIndicesOf, imageIndex } from "../../../lib/data/imageIndex";
import { sprites } from "../../../lib/data/sprites";

const gray = sprites();
const colour = sprites({ colour: true });

test("by hand: the last factor is fastest", () => {
  const rows = [0, 0, 0, 0, 31, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 5, 39, 31, 31];
  assert.deepEqual(Array.from(imageIndex(gray, rows)), [31, 32, 1024, 245_760, 737_279]);
});

for (const data of [gray, colour]) {
  test(`${data.name}: an image's index round-trips`, () => {
    const { factorIndices } = data.sample(100, { seed: 1 });
    const indices = imageIndex(data, factorIndices);
    assert.ok(Math.max(...indices) < data.size);
    assert.deepEqual(factorIndicesOf(data, indices), factorIndices);
    assert.deepEqual(
      imageIndex(data, factorIndicesOf(data, [0, data.size - 1])),
      Float64Array.of(0, data.size - 1),
    );
  });
}

test("no image, no row, no index of such a value: refused", () => {
  const says = (message: RegExp): { name: string; message: RegExp } => ({
    name: "RangeError",
    message,
  });
  assert.throws(
    () => factorIndicesOf(gray, [0, 737_280]),
    says(/imageIndices\[1\] .* 737279; it is 737280/),
  );
  assert.throws(() => factorIndicesOf(gray, [-1]), says(/it is -1/));
  assert.throws(() => imageIndex(gray, []), says(/there are 0 factor indices, an image takes 5/));
  assert.throws(() => imageIndex(gray, [0, 0, 0, 0]), says(/shape, scale, orientation, x, y/));
  assert.throws(
    () => imageIndex(gray, [0, 6, 0, 0, 0]),
    says(/scale of image 0 .* at most 5; it is 6/),
  );
});
