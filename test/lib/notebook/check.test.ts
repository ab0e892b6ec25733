import assert from "node:assert/strict";
import { test } from "node:test";
import { check, type Answer } from "../../../lib/notebook";
import { captured } from "./captured";

async function verdict(yours: unknown, expected: Answer = [1, 2, 4], hint = "look again") {
  const messages = await captured(() => {
    check("task", { yours, expected, hint });
  });
  assert.equal(messages.length, 1);
  return String(messages[0]!.data["text/plain"]);
}

test("right answers, as numbers, arrays, tensors and functions", async () => {
  const tensor = { shape: [3], dataSync: () => Float32Array.of(1, 2, 4) };
  for (const yours of [
    [1, 2, 4],
    Float32Array.of(1, 2, 4.0001),
    tensor,
    () => tensor,
    [[1, 2, 4]],
  ]) {
    assert.match(await verdict(yours), /^✓ task: right\.\nyour value/);
  }
  assert.match(await verdict(0.5, 0.5), /^✓/);
  assert.match(await verdict(0, 0), /^✓/);
});

test("a wrong answer shows both values and the hint", async () => {
  const text = await verdict([1, 2, 5]);
  assert.match(text, /^✗ task: not right yet\.\nHint: look again\nyour value/);
  assert.match(text, /\[1, 2, 5\] +\[1, 2, 4\]/);
});

const mistakes: [string, unknown, Answer, RegExp][] = [
  ["sign", [-1, -2, -4], [1, 2, 4], /sign is the wrong way/],
  ["factor 2", 1, 0.5, /factor ½ missing/],
  ["half", [0.5, 1, 2], [1, 2, 4], /factor ½ too many/],
  ["mean", 100 / 784, 100, /divided by 784.*mean over 784 terms/],
  ["sum", 2000, 20, /sum over 100 terms/],
  ["bits", [1 / Math.LN2, 2 / Math.LN2], [1, 2], /in bits/],
  ["other factor", [1.7, 3.4, 6.8], [1, 2, 4], /factor of 1\.7/],
  ["constant", [2, 3, 5], [1, 2, 4], /1 too large.*constant/],
  ["logarithm", [Math.exp(1), Math.exp(2), Math.exp(4)], [1, 2, 4], /logarithm missing/],
  ["reduced", 7, [1, 2, 4], /shape \[\], wanted is \[3\].*one value per example/],
  ["shape", [1, 2], [1, 2, 4], /shape \[2\], wanted is \[3\]\.$/m],
];
for (const [name, yours, expected, pattern] of mistakes) {
  test(`it names the mistake: ${name}`, async () => {
    assert.match(await verdict(yours, expected), pattern);
  });
}

test("an exercise that is not done is no mistake", async () => {
  const open = [
    undefined,
    NaN,
    () => undefined,
    () => {
      throw new Error("your code here");
    },
  ];
  for (const yours of open) {
    const text = await verdict(yours);
    assert.match(text, /^… task: not done yet/);
    assert.doesNotMatch(text, /your value {2}/);
  }
  assert.match(await verdict(Promise.resolve(1)), /await/);
  assert.match(await verdict("seven"), /a string; numbers are wanted/);
});

test("a wrong true value is not the reader's fault", () => {
  assert.throws(() => {
    check("task", { yours: 1, expected: NaN });
  }, /not your mistake/);
});
