import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { bernoulliLogLikelihood } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const logits = () => tf.tensor2d([0, 0, 2, -1.5], [2, 2]);
const images = () => tf.tensor2d([0, 1, 1, 0.25], [2, 2]);

test("by hand: two pixels at p = ½ cost 2 ln 2", () => {
  const [first] = bernoulliLogLikelihood(logits(), images()).dataSync();
  assertClose([first!], [-2 * Math.LN2], 1e-6);
});

test("agrees with a plain loop over a batch", () => {
  const l = tf.randomNormal<tf.Rank.R2>([5, 9], 0, 2, "float32", 1);
  const x = tf.randomUniform<tf.Rank.R2>([5, 9], 0, 1, "float32", 2);
  const expected = l.arraySync().map((row, i) =>
    row.reduce((sum, logit, j) => {
      const p = 1 / (1 + Math.exp(-logit));
      const pixel = x.arraySync()[i]![j]!;
      return sum + pixel * Math.log(p) + (1 - pixel) * Math.log(1 - p);
    }, 0),
  );
  assertClose(bernoulliLogLikelihood(l, x).dataSync(), expected, 1e-5);
});

test("stays finite where the probability is 0 or 1 in float32", () => {
  const value = bernoulliLogLikelihood(tf.tensor2d([[200, -200]]), tf.tensor2d([[1, 1]]));
  assertClose(value.dataSync(), [-200], 1e-6);
});

test("gradient agrees with finite differences", () => {
  assertGradient((l) => bernoulliLogLikelihood(l, images()).sum(), logits());
});

test("refuses shapes that would broadcast", () => {
  const message = /bernoulliLogLikelihood: images has shape \[1, 2\], expected \[2, 2\]/;
  assert.throws(() => bernoulliLogLikelihood(logits(), tf.zeros([1, 2])), { message });
});

test("leaves no tensor behind", () => {
  const [l, x] = [logits(), images()];
  assertNoLeak(() => bernoulliLogLikelihood(l, x));
});
