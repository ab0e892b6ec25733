import assert from "node:assert/strict";
import { test } from "node:test";
import { toCharacters, toUnits } from "../../../kernel/server/characters";

test("characters and UTF-16 units, there and back", () => {
  const text = "a𝛽😀é";
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map((n) => toUnits(text, n)),
    [0, 1, 3, 5, 6, 6],
  );
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((n) => toCharacters(text, n)),
    [0, 1, 1, 2, 2, 3, 4],
  );
});
