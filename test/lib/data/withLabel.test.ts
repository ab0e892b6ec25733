import assert from "node:assert/strict";
import { test } from "node:test";
import { withLabel } from "../../../lib/data/withLabel";
import { tinySet } from "./tinySet";

test("all images of the class, in their order", () => {
  const set = withLabel(tinySet(7), 1);
  assert.equal(set.name, "tiny, b");
  assert.deepEqual(set.pixels, Uint8Array.of(2, 3, 8, 9));
  assert.deepEqual(set.labels, Uint8Array.of(1, 1));
});

test("a class without images is refused", () => {
  assert.throws(() => withLabel(tinySet(7), 3), {
    name: "RangeError",
    message: /no image with label 3 \(d\)/,
  });
});

test("a class that does not exist is refused with the list", () => {
  assert.throws(() => withLabel(tinySet(7), 4), {
    name: "RangeError",
    message: /0 a, 1 b, 2 c, 3 d/,
  });
});
