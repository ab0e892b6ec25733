import assert from "node:assert/strict";
import { test } from "node:test";
import { check, type Answer, type CheckOptions } from "../../../lib/notebook";
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
  ["no whole factor by chance", 1000.4, 1, /^✗ task: not right yet\.$/m],
  ["no factor of a single number", 1.7, 1, /^✗ task: not right yet\.$/m],
  ["logarithm of a single number", Math.exp(1.3), 1.3, /logarithm missing/],
  ["0 · log 0", [1, NaN, 4], [1, 2, 4], /number 2 of 3 is NaN.*0 · log 0/],
  ["infinite", -Infinity, -1000, /your value is infinite.*logarithm of 0/],
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
    () => [undefined, undefined],
    [NaN, NaN, NaN],
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
  assert.match(await verdict({}), /an object; numbers are wanted/);
});

/** The whole output of a check with these options; the true value is [1, 2, 4] unless they say otherwise. */
async function output(options: Partial<CheckOptions>) {
  const messages = await captured(() => {
    check("task", { yours: undefined, expected: [1, 2, 4], ...options });
  });
  const { data } = messages[0]!;
  return {
    html: String(data["text/html"]),
    text: String(data["text/plain"]),
    json: data["application/vnd.vae-cookbook.check+json"],
  };
}

test("programs read the verdict beside the text", async () => {
  const json = async (yours: unknown) => (await output({ yours })).json;
  const right = { name: "task", verdict: "right", says: "right." };
  assert.deepEqual(await json([1, 2, 4]), right);
  const says = "the sign is the wrong way round.";
  assert.deepEqual(await json([-1, -2, -4]), { name: "task", verdict: "wrong", says });
  const missing = { name: "task", verdict: "missing", says: "not done yet." };
  assert.deepEqual(await json(undefined), missing);
});

test("hints unfold one within the other, and are gone when the answer is right", async () => {
  const { html, text } = await output({ hint: "first", hints: ["second", "<third>"] });
  const order = ["Hint 1 of 3", "first", "Hint 2 of 3", "second", "Hint 3 of 3", "&#60;third&#62;"];
  const places = order.map((part) => html.indexOf(part));
  assert.ok(places[0]! >= 0);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
  assert.match(html, /(<details[^>]*><summary[^>]*>Hint \d of 3[^]*){3}(<\/div><\/details>){3}$/);
  assert.doesNotMatch(html, /<details[^>]*\bopen\b/);
  assert.match(text, /\nHint 1: first\nHint 2: second\nHint 3: <third>$/);
  const right = await output({ yours: [1, 2, 4], hint: "first", hints: ["second"] });
  assert.doesNotMatch(right.html + right.text, /hint/i);
  assert.match((await output({ hints: ["only"] })).text, /\nHint: only$/);
});

test("an exercise's own mistakes come before the general ones, the first that fits", async () => {
  const mistakes = [
    { value: [1, 2, 4.5], says: "the last is off." },
    { value: 7, says: "that is the sum." },
    { test: (values: readonly number[]) => values[0]! < 0, says: "lengths are positive." },
    { value: [-1, -2, -4], says: "never reached." },
  ];
  const cases: [unknown, RegExp][] = [
    [[1, 2, 4.5001], /^✗ task: the last is off\./],
    [7, /^✗ task: that is the sum\./],
    [[-1, -2, -4], /^✗ task: lengths are positive\./],
    [[2, 4, 8], /^✗ task: twice the true value/],
    [[1, 2, 4], /^✓/],
    [undefined, /^… task: not done yet/],
  ];
  for (const [yours, pattern] of cases) {
    assert.match((await output({ yours, mistakes })).text, pattern);
  }
});

test("a test of a mistake that fails on the reader's value does not fit it", async () => {
  const test = () => {
    throw new RangeError("no second row");
  };
  const { text } = await output({ yours: [-1, -2, -4], mistakes: [{ test, says: "no." }] });
  assert.match(text, /^✗ task: the sign/);
});

test("what is right stays right, whatever mistakes are listed", async () => {
  const mistakes = [{ test: () => true, says: "wrong." }];
  assert.match((await output({ yours: [1, 2, 4], mistakes })).text, /^✓/);
});

test("a wrong true value is not the reader's fault", () => {
  assert.throws(() => {
    check("task", { yours: 1, expected: NaN });
  }, /not your mistake/);
});

test("rows of several lengths are never right, whatever their numbers", async () => {
  const truth = [
    [1, 2],
    [3, 4],
  ];
  for (const yours of [
    [[1, 2], [3]],
    [
      [1, 2],
      [3, 4, 5],
    ],
    [1, [2, 3], 4],
  ]) {
    assert.match(await verdict(yours, truth), /^… task: the rows of your value are not equally/);
  }
});

test("a tensor that is freed already is named, and the cell goes on", async () => {
  const freed = {
    shape: [3],
    dataSync: () => {
      throw new Error("Tensor is disposed.");
    },
  };
  for (const yours of [freed, () => freed]) {
    const text = await verdict(yours);
    assert.match(text, /^… task: your value cannot be read \(Tensor is disposed\)\. Is it/);
  }
});
