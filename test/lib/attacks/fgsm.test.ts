import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fgsm, pgd } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { seedKey } from "../../../lib/chance";
import { Classifier } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";
import { linearClassifier } from "./linearClassifier";

before(() => backend());

const classifier = linearClassifier([1, -2, 3, 0]);
const x = (): tf.Tensor2D => tf.tensor2d([[0.5, 0.2, 0.95, 0.1]]);

test("against a linear classifier, by hand", () => {
  const values = (label: number, targeted = false): ArrayLike<number> =>
    fgsm(classifier, x(), [label], { epsilon: 0.15, targeted }).dataSync();
  assertClose(values(0), [0.65, 0.05, 1, 0.1], 1e-6);
  assertClose(values(1), [0.35, 0.35, 0.8, 0.1], 1e-6);
  assertClose(values(1, true), values(0), 1e-6);
});

test("each image goes by its own label", () => {
  const two = tf.concat([x(), x()]);
  const labels = tf.tensor1d([1, 0], "int32");
  assertClose(
    fgsm(classifier, two, labels, { epsilon: 0.15 }).dataSync(),
    [0.35, 0.35, 0.8, 0.1, 0.65, 0.05, 1, 0.1],
    1e-6,
  );
});

test("is one step of PGD from x", () => {
  const network = new Classifier({ height: 4, width: 4, filters: [3], kernel: 2, dense: 5 });
  const batch = tf.randomUniform<tf.Rank.R2>([6, 16], 0, 1, "float32", 1);
  const labels = [0, 1, 2, 3, 4, 5];
  const one = fgsm(network, batch, labels, { epsilon: 0.1 });
  const other = pgd(network, batch, labels, {
    epsilon: 0.1,
    steps: 1,
    stepSize: 0.1,
    randomStart: false,
  });
  assert.deepEqual(one.dataSync(), other.dataSync());
});

test("with chance in the classifier the seed repeats it, and draws average it", () => {
  const noisy = linearClassifier([0.1, 0.1, 0.1, 0.1], { noise: 0.2 });
  const at = (seed: number | tf.Tensor1D, draws = 1): Float32Array =>
    fgsm(noisy, x(), [0], { epsilon: 0.1, seed, draws }).dataSync<"float32">();
  assert.deepEqual(at(3), at(3));
  const all = [1, 2, 3, 4, 5, 6].map((seed) => at(seed).join());
  assert.ok(new Set(all).size > 1, "the seed changes nothing");
  assert.deepEqual(at(seedKey(3, 1)), at(seedKey(3, 1)));
  // A mean of 150 draws has a standard error of 0.016 a coordinate: 0.1 is six of them, so no sign is wrong.
  assertClose(at(1, 150), [0.6, 0.3, 1, 0.2], 1e-6);
});

test("refuses what does not fit, by name", () => {
  const attack = (options: object, labels: ArrayLike<number> | tf.Tensor1D = [0]) =>
    fgsm(classifier, x(), labels, { epsilon: 0.1, ...options });
  assert.throws(() => attack({ epsilon: -1 }), /^RangeError: fgsm: epsilon must be .* it is -1/);
  assert.throws(() => attack({ draws: 0 }), /^RangeError: fgsm: draws must be/);
  assert.throws(() => attack({ seed: 0.5 }), /^RangeError: fgsm: seed must be/);
  assert.throws(() => attack({}, [0.5]), /^RangeError: fgsm: the label of image 0 must be/);
  assert.throws(() => attack({}, [0, 1]), /^RangeError: crossEntropy: there are 2 labels for 1/);
  assert.throws(
    () => attack({}, tf.tensor1d([0])),
    /^TypeError: crossEntropy: labels are a float32/,
  );
  const flat = tf.tensor1d([1]) as unknown as tf.Tensor2D;
  assert.throws(
    () => fgsm(classifier, flat, [0], { epsilon: 0.1 }),
    /fgsm: images has shape \[1\]/,
  );
});

test("says so if the labels' loss does not depend on the images", () => {
  const blind = { logits: (): tf.Tensor2D => tf.zeros([1, 2]) };
  assert.throws(() => fgsm(blind, x(), [0], { epsilon: 0.1 }), /Cannot compute gradient/);
});

test("leaves no tensor behind", () => {
  const [images, labels] = [x(), tf.tensor1d([0], "int32")];
  assertNoLeak(() => fgsm(classifier, images, labels, { epsilon: 0.1, draws: 3 }));
});
