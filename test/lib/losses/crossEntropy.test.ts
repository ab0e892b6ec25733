import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend, capture } from "../../../lib/backend";
import { crossEntropy } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const labelsOf = (labels: number[]) => tf.tensor1d(labels, "int32");
const someLogits = () => tf.randomNormal<tf.Rank.R2>([5, 4], 0, 2, "float32", 1);
const someLabels = [0, 3, 1, 1, 2];

test("by hand: equal logits cost ln 4, odds of 3 to 1 cost ln 4/3 or ln 4", () => {
  assertClose(crossEntropy(tf.zeros([1, 4]), [2]).dataSync(), [Math.log(4)], 1e-6);
  const odds = tf.tensor2d([
    [Math.log(3), 0],
    [Math.log(3), 0],
  ]);
  assertClose(crossEntropy(odds, [0, 1]).dataSync(), [Math.log(4 / 3), Math.log(4)], 1e-6);
});

test("agrees with a plain loop over a batch, for numbers and for a tensor", () => {
  const logits = someLogits();
  const expected = logits.arraySync().map((row, i) => {
    const sum = row.reduce((total, logit) => total + Math.exp(logit), 0);
    return -Math.log(Math.exp(row[someLabels[i]!]!) / sum);
  });
  for (const labels of [someLabels, Uint8Array.from(someLabels), labelsOf(someLabels)]) {
    assertClose(crossEntropy(logits, labels).dataSync(), expected, 1e-5);
  }
});

test("stays exact where exp overflows and where it vanishes", () => {
  const logits = tf.tensor2d([
    [1000, 998],
    [-1000, -2000],
    [20_000, 20_001],
  ]);
  const expected = [Math.log1p(Math.exp(-2)), 1000, Math.log1p(Math.exp(1))];
  assertClose(crossEntropy(logits, [0, 1, 0]).dataSync(), expected, 1e-6);
});

test("its gradient is softmax − onehot, and that of finite differences", () => {
  const logits = someLogits();
  assertGradient((l) => crossEntropy(l, someLabels).sum(), logits);
  const gradient = tf.grad((l) => crossEntropy(l as tf.Tensor2D, someLabels).sum())(logits);
  const expected = logits.softmax().sub(tf.oneHot(someLabels, 4));
  assertClose(gradient.dataSync(), expected.dataSync(), 1e-6);
});

test("is the same in a captured step", () => {
  const step = capture((l: tf.Tensor2D, y: tf.Tensor1D) => crossEntropy(l, y));
  const [logits, labels] = [someLogits(), labelsOf(someLabels)];
  const expected = crossEntropy(logits, labels).dataSync();
  for (let i = 0; i < 4; i++) assertClose(step(logits, labels).dataSync(), expected, 1e-6);
  step.dispose();
});

test("refuses labels that do not fit", () => {
  const refused = (labels: number[] | tf.Tensor1D, message: RegExp, name = "RangeError") => {
    assert.throws(() => crossEntropy(someLogits(), labels), { name, message });
  };
  refused([1, 2], /crossEntropy: there are 2 labels for 5 rows of logits/);
  refused(labelsOf([1]), /crossEntropy: there are 1 labels for 5 rows/);
  refused([0, 1, 2, 3, 4], /crossEntropy: the label of image 4 .* it is 4/);
  refused(tf.tensor1d(someLabels), /labels are a float32 tensor/, "TypeError");
  const row: tf.Tensor = tf.zeros<tf.Rank.R1>([3]);
  assert.throws(() => crossEntropy(row as tf.Tensor2D, [0, 0, 0]), {
    message: /crossEntropy: logits has shape \[3\], expected \[n, n\]/,
  });
});

test("a tensor's label that is no class gives NaN", () => {
  const values = crossEntropy(tf.zeros([2, 3]), labelsOf([3, 1])).dataSync();
  assert.ok(Number.isNaN(values[0]) && !Number.isNaN(values[1]));
});

test("leaves no tensor behind", () => {
  const [logits, labels] = [someLogits(), labelsOf(someLabels)];
  assertNoLeak(() => crossEntropy(logits, labels));
  assertNoLeak(() => crossEntropy(logits, someLabels));
});
