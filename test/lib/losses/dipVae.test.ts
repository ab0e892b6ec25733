import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { dipVae, elbo } from "../../../lib/losses";
import { assertClose, assertNoLeak } from "../gradients";
import { testCompiles } from "../training/testCompiles";
import { identityCode, smallImages, smallVae } from "./smallVae";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

const first = (term: tf.Tensor): number => term.dataSync()[0]!;

test("the penalties of four codes, by hand", () => {
  // μ: variances 4 and 1, covariance 1.
  const means = tf.tensor2d([
    [2, 1],
    [2, 0],
    [-2, 0],
    [-2, -1],
  ]);
  // Cov[μ] = [[4, 1], [1, ½]], over n; σ² = ½.
  const vae = identityCode(2, Math.log(0.5));
  const one = dipVae(vae, means, { seed: 1, type: "I" });
  assertClose([first(one.offDiagonal), first(one.diagonal)], [2, 9 + 0.25], 1e-6);
  const two = dipVae(vae, means, { seed: 1, type: "II" });
  assertClose([first(two.offDiagonal), first(two.diagonal)], [2, 3.5 ** 2], 1e-6);
});

test("agrees with a plain loop, and its weights default to the paper's ratios", () => {
  const [vae, x] = [smallVae(), smallImages(5)];
  const { mean, logVariance } = vae.encode(x);
  const [means, variances] = [mean.arraySync(), logVariance.exp().arraySync()];
  const plain = elbo(vae, x, { beta: 2, seed: 9 }).objective.dataSync();
  const average = (of: (i: number) => number): number =>
    means.reduce((sum, _, i) => sum + of(i) / means.length, 0);
  const centre = [0, 1].map((j) => average((i) => means[i]![j]!));
  for (const [type, ratio] of [
    ["I", 10],
    ["II", 1],
  ] as const) {
    let [off, on] = [0, 0];
    for (const a of [0, 1]) {
      for (const b of [0, 1]) {
        const ofMeans = average((i) => (means[i]![a]! - centre[a]!) * (means[i]![b]! - centre[b]!));
        const noise = type === "II" && a === b ? average((i) => variances[i]![a]!) : 0;
        if (a === b) on += (ofMeans + noise - 1) ** 2;
        else off += ofMeans ** 2;
      }
    }
    const terms = dipVae(vae, x, { beta: 2, seed: 9, type, lambdaOffDiagonal: 3 });
    assertClose(terms.offDiagonal.dataSync(), Array<number>(5).fill(off), 1e-5);
    assertClose(terms.diagonal.dataSync(), Array<number>(5).fill(on), 1e-5);
    const expected = plain.map((value) => value - 3 * off - 3 * ratio * on);
    assertClose(terms.objective.dataSync(), expected, 1e-5);
  }
});

test("with both λ 0 it is the ELBO", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const none = { lambdaOffDiagonal: 0, lambdaDiagonal: 0 };
  const { objective } = dipVae(vae, x, { beta: 3, seed: 9, ...none });
  assertClose(objective.dataSync(), elbo(vae, x, { beta: 3, seed: 9 }).objective.dataSync(), 0);
});

for (const type of ["I", "II"] as const) {
  test(`${type}: every weight's gradient agrees with finite differences`, () => {
    const [vae, x] = [smallVae(), smallImages(6)];
    const options = { beta: 2, seed: 5, type, lambdaOffDiagonal: 20, lambdaDiagonal: 3 };
    assertWeightGradients(vae.weights, () => dipVae(vae, x, options).objective.mean<tf.Scalar>());
  });
}

test("a batch of one has no covariance", () => {
  const { objective, diagonal } = dipVae(smallVae(), smallImages(1), { seed: 1, type: "I" });
  assertClose(diagonal.dataSync(), [2], 1e-6);
  assert.ok(Number.isFinite(first(objective)));
});

test("refuses negative weights and unknown types", () => {
  const refuse = (options: object, message: RegExp): void => {
    assert.throws(() => dipVae(smallVae(), smallImages(), { seed: 0, ...options }), {
      name: "RangeError",
      message,
    });
  };
  refuse({ lambdaOffDiagonal: -1 }, /dipVae: lambdaOffDiagonal must be .* at least 0; it is -1/);
  refuse({ lambdaDiagonal: NaN }, /dipVae: lambdaDiagonal must be .* at least 0; it is NaN/);
  refuse({ type: "III" }, /dipVae: type "III" is unknown. Use "I" or "II"\./);
});

test("leaves no tensor behind", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertNoLeak(() => ({ ...dipVae(vae, x, { seed: 0 }) }));
});

testCompiles(() => ({
  objective: (vae, images, options) => dipVae(vae, images, { ...options, type: "II" }),
}));
