import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { capture } from "../../../lib/backend";
import { dropout, seedKey } from "../../../lib/chance";
import { assertClose, assertNoLeak } from "../gradients";

before(() => backend());

const N = 100_000;

test("drops the part that is asked for, keeps the mean, leaves the rest divided by 1 − rate", () => {
  for (const seed of [3, seedKey(3, 4)]) {
    for (const rate of [0.1, 0.5, 0.9]) {
      const values = dropout(tf.ones([N]), { rate, seed }).dataSync();
      const kept = values.filter((value) => value !== 0);
      assertClose([...new Set(kept)], [1 / (1 - rate)], 1e-6);
      // Four standard errors of a share.
      assert.ok(Math.abs(kept.length / N - (1 - rate)) < 4 * Math.sqrt((rate * (1 - rate)) / N));
    }
  }
});

test("a rate of 0 changes nothing", () => {
  const x = tf.randomNormal([100], 0, 1, "float32", 1);
  for (const seed of [3, seedKey(3, 4)]) {
    assert.deepEqual(dropout(x, { rate: 0, seed }).dataSync(), x.dataSync());
  }
});

test("the gradient passes where the value did", () => {
  const x = tf.randomNormal([4, 5], 0, 1, "float32", 1);
  const options = { rate: 0.4, seed: seedKey(1, 2) };
  const gradient = tf.grad((y) => dropout(y, options).square().sum().mul(0.5))(x);
  // d/dx ½ (m x / (1 − rate))² = m x / (1 − rate)², m = m²
  assertClose(gradient.dataSync(), dropout(x, options).div(0.6).dataSync(), 1e-6);
  assert.ok(gradient.dataSync().some((value) => value === 0));
});

test("captured, another key drops others, and the same key the same", () => {
  const captured = capture((x: tf.Tensor, key: tf.Tensor1D) =>
    dropout(x, { rate: 0.5, seed: key }),
  );
  const x = tf.ones([64]);
  for (let step = 1; step <= 6; step++) {
    const key = seedKey(9, step);
    const [now, again] = [captured(x, key), dropout(x, { rate: 0.5, seed: key })];
    const other = captured(x, seedKey(9, step + 1));
    assert.deepEqual(now.dataSync(), again.dataSync());
    assert.notDeepEqual(now.dataSync(), other.dataSync());
  }
  captured.dispose();
});

test("refuses a rate out of range, and leaves no tensor behind", () => {
  assert.throws(() => dropout(tf.ones([2]), { rate: 1, seed: 1 }), {
    name: "RangeError",
    message: /dropout: rate must be a finite number of at least 0 and at most/,
  });
  const [x, key] = [tf.ones([3]), seedKey(1, 2)];
  assertNoLeak(() => dropout(x, { rate: 0.5, seed: key }));
});
