import assert from "node:assert/strict";
import { test } from "node:test";
import { take } from "../../../lib/data/take";
import { tinySet } from "./tinySet";

test("the first n images, without a copy", () => {
  const set = tinySet(5);
  const first = take(set, 2);
  assert.equal(first.size, 2);
  assert.equal(first.name, "tiny, first 2");
  assert.deepEqual(first.pixels, Uint8Array.of(0, 1, 2, 3));
  assert.deepEqual(first.labels, Uint8Array.of(0, 1));
  assert.equal(first.pixels.buffer, set.pixels.buffer);
});

test("all of them is the most there is", () => {
  assert.deepEqual(take(tinySet(5), 5).pixels, tinySet(5).pixels);
});

for (const n of [0, -1, 1.5, 6, NaN]) {
  test(`n = ${n} is refused`, () => {
    assert.throws(() => take(tinySet(5), n), {
      name: "RangeError",
      message: /^take: n .*tiny has 5 images/,
    });
  });
}
