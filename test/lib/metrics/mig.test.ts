import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { mig } from "../../../lib/metrics/mig";
import { assertClose } from "../gradients";
import { factorRows, rotated } from "./identityData";

before(() => backend());

const rows = factorRows(3_000);

test("by hand: two bits, a code that knows one and half knows the other", () => {
  // z₀ = a. z₁ tells b when a = 1, and is 0 when a = 0.
  const factors = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const codes = [
    [0, 0],
    [0, 0],
    [1, 0],
    [1, 1],
  ];
  const { mutualInformation, entropy, perFactor, score } = mig(codes, factors);
  const ln2 = Math.log(2);
  // H(z₁) = H(¼), H(z₁ | a) = H(z₁ | b) = ½ ln 2.
  const half = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75) - 0.5 * ln2;
  assertClose(mutualInformation.flat(), [ln2, 0, half, half], 1e-12);
  assertClose(entropy, [ln2, ln2], 1e-12);
  assertClose(perFactor, [1 - half / ln2, half / ln2], 1e-12);
  assert.ok(Math.abs(score - 0.5) < 1e-12);
});

test("a code that equals the factors ≈ 1 in 20 bins, a constant 0, a duplicated code 0", () => {
  // I of unrelated columns is about (10 − 1)² / 2n = 0.0135 nats, 0.006 of ln 10; the largest of nine about 0.01.
  const perfect = mig(rows, rows).score;
  assert.ok(perfect > 0.98 && perfect <= 1, String(perfect));
  const constant = rows.map((row) => row.map(() => 0));
  assert.equal(mig(constant, rows).score, 0);
  const twice = rows.map((row) => [...row, ...row]);
  assert.ok(Math.abs(mig(twice, rows).score) < 1e-12);
});

test("a rotated code and noise score low", () => {
  assert.ok(mig(rotated(rows), rows).score < 0.1);
  // Unrelated numbers: both of the top two are bias, (20 − 1)(10 − 1) / 2n = 0.03 nats.
  assert.ok(mig(factorRows(3_000, { seed: 2 }), rows).score < 0.02);
});

test("more values than bins: log bins / log values at most", () => {
  const many = factorRows(20_000, { factors: 2, values: 40 });
  assert.ok(Math.abs(mig(many, many).score - Math.log(20) / Math.log(40)) < 0.01);
});

test("tensors and typed arrays say the same, the scale of a code nothing, and nothing leaks", () => {
  const tensor = tf.tensor2d(rows.map((row) => row.map((value) => 4 * value - 7)));
  const before = tf.memory().numTensors;
  const typed = rows.map((row) => Int32Array.from(row));
  assert.deepEqual(mig(tensor, typed), mig(rows, rows));
  assert.equal(tf.memory().numTensors, before);
  tensor.dispose();
});

test("refuses what is no code or no factor", () => {
  assert.throws(() => mig(rows, rows.slice(1)), /mig: there are 3000 codes and 2999 rows/);
  assert.throws(() => mig([[1, NaN]], [[0]]), /codes\[0\]\[1\] is NaN/);
  assert.throws(() => mig([[1], [2]], [[0], [1]]), /the codes have 1 dimension/);
  assert.throws(
    () =>
      mig(
        rows,
        rows.map(() => [3]),
      ),
    /factor 0 is 3 in every example/,
  );
  assert.throws(() => mig([[1, 2], [3]], [[0], [1]]), /row 1 of codes has 1 numbers/);
  assert.throws(() => mig([], []), /codes is empty/);
  assert.throws(() => mig(3 as never, rows), { name: "TypeError" });
  assert.throws(() => mig(rows, rows, { bins: 1 }), /bins must be a whole number of at least 2/);
  const continuous = Array.from({ length: 300 }, (_, i) => [i]);
  const codes = continuous.map(([i]) => [i!, i!]);
  assert.throws(() => mig(codes, continuous), /factor 0 has 300 different values/);
});
