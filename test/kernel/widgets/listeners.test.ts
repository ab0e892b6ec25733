import assert from "node:assert/strict";
import { test } from "node:test";
import { slider } from "../../../kernel/widgets";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a listener that is behind gets the newest value only", async () => {
  const beta = slider({ max: 10, step: 1 });
  const drawn: number[] = [];
  let finish: () => void = () => undefined;
  beta.onChange(async (value) => {
    drawn.push(value);
    await new Promise<void>((resolve) => (finish = resolve));
  });
  for (let value = 1; value <= 5; value++) beta.value = value;
  assert.deepEqual(drawn, [1]);
  finish();
  await settled();
  assert.deepEqual(drawn, [1, 5]);
  finish();
  await settled();
  assert.deepEqual(drawn, [1, 5]);
  beta.value = 6;
  assert.deepEqual(drawn, [1, 5, 6]);
});

test("a listener that was taken away while behind is not called again", async () => {
  const beta = slider({ max: 10, step: 1 });
  const drawn: number[] = [];
  let finish: () => void = () => undefined;
  const stop = beta.onChange(async (value) => {
    drawn.push(value);
    await new Promise<void>((resolve) => (finish = resolve));
  });
  beta.value = 1;
  beta.value = 2;
  stop();
  finish();
  await settled();
  assert.deepEqual(drawn, [1]);
});

test("a listener that sets the value leaves nobody with an old one", () => {
  const beta = slider({ max: 10, step: 1 });
  const heard: number[] = [];
  beta.onChange((value) => {
    if (value % 2 === 1) beta.value = value + 1;
  });
  beta.onChange((value) => heard.push(value));
  beta.value = 3;
  assert.deepEqual(heard, [4]);
  assert.equal(beta.value, 4);
});

test("two widgets that follow each other come to rest", () => {
  const [a, b] = [slider({ max: 10, step: 1 }), slider({ max: 10, step: 1 })];
  a.onChange((value) => (b.value = value));
  b.onChange((value) => (a.value = value));
  a.value = 7;
  assert.equal(b.value, 7);
  b.value = 2;
  assert.equal(a.value, 2);
});
