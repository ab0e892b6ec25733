import assert from "node:assert/strict";
import { test } from "node:test";
import { imageSet } from "../../../lib/data/imageSet";
import { subset } from "../../../lib/data/subset";
import { tinySet } from "./tinySet";

test("the chosen images in the chosen order, repeated where asked, as a copy", () => {
  const set = tinySet(5);
  const chosen = subset(set, [4, 1, 4]);
  assert.equal(chosen.size, 3);
  assert.deepEqual(chosen.pixels, Uint8Array.of(8, 9, 2, 3, 8, 9));
  assert.deepEqual(chosen.labels, Uint8Array.of(1, 1, 1));
  assert.notEqual(chosen.pixels.buffer, set.pixels.buffer);
});

test("floats stay floats", () => {
  const set = imageSet(Float32Array.of(0, 0.25, 1), { height: 1, width: 1 });
  assert.deepEqual(subset(set, Int32Array.of(2, 1)).pixels, Float32Array.of(1, 0.25));
});

for (const indices of [[5], [0, -1], [0.5], [NaN], []]) {
  test(`indices [${indices.join(", ")}] are refused`, () => {
    assert.throws(() => subset(tinySet(5), indices), {
      name: "RangeError",
      message: /^subset: indices.*tiny has images 0 to 4/,
    });
  });
}

test("a single number is no list of indices", () => {
  assert.throws(() => subset(tinySet(5), 3 as unknown as number[]), TypeError);
});
