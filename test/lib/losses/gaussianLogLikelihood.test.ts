import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { gaussianLogLikelihood } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";

before(() => backend());

const mean = () => tf.tensor2d([0, 1, 0.2, 0.7], [2, 2]);
const images = () => tf.tensor2d([0, 0, 0.5, 0.5], [2, 2]);

test("by hand: two pixels of σ = 1, one of them off by 1", () => {
  const [first] = gaussianLogLikelihood(mean(), images()).dataSync();
  assertClose([first!], [-0.5 - Math.log(2 * Math.PI)], 1e-6);
});

test("agrees with a plain loop for another σ", () => {
  const standardDeviation = 0.1;
  const x = images().arraySync();
  const expected = mean()
    .arraySync()
    .map((row, i) =>
      row.reduce((sum, mu, j) => {
        const scaled = (x[i]![j]! - mu) / standardDeviation;
        return sum - 0.5 * scaled ** 2 - Math.log(standardDeviation * Math.sqrt(2 * Math.PI));
      }, 0),
    );
  const actual = gaussianLogLikelihood(mean(), images(), { standardDeviation });
  assertClose(actual.dataSync(), expected, 1e-5);
});

test("gradient agrees with finite differences", () => {
  assertGradient(
    (m) => gaussianLogLikelihood(m, images(), { standardDeviation: 0.5 }).sum(),
    mean(),
  );
});

test("refuses a σ that is not positive, and shapes that would broadcast", () => {
  assert.throws(() => gaussianLogLikelihood(mean(), images(), { standardDeviation: 0 }), {
    name: "RangeError",
    message: /gaussianLogLikelihood: standardDeviation must be a finite number of at least/,
  });
  assert.throws(() => gaussianLogLikelihood(mean(), tf.zeros([2, 1])), RangeError);
});

test("leaves no tensor behind", () => {
  const [m, x] = [mean(), images()];
  assertNoLeak(() => gaussianLogLikelihood(m, x));
});
