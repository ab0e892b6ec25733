import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { seedKey, standardNormal } from "../../../lib/chance";
import { elbo, infoVae, maximumMeanDiscrepancy } from "../../../lib/losses";
import { assertClose, assertNoLeak } from "../gradients";
import { testCompiles } from "../training/testCompiles";
import { identityCode, smallImages, smallVae } from "./smallVae";
import { meanOf } from "./statistics";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

test("with weight 0 it is the ELBO", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { objective } = infoVae(vae, x, { beta: 3, seed: 9, weight: 0 });
  assertClose(objective.dataSync(), elbo(vae, x, { beta: 3, seed: 9 }).objective.dataSync(), 0);
});

test("each example's objective carries the batch's MMD², times the weight", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { objective, discrepancy } = infoVae(vae, x, { beta: 0.5, seed: 9, weight: 20 });
  const plain = elbo(vae, x, { beta: 0.5, seed: 9 }).objective.dataSync();
  const values = discrepancy.dataSync();
  assert.deepEqual(Array.from(values), Array<number>(4).fill(values[0]!));
  assertClose(
    objective.dataSync(),
    plain.map((value) => value - 20 * values[0]!),
    1e-5,
  );
});

test("codes that are N(0, I) together are no discrepancy, whatever each one's KL is", () => {
  // μ ~ N(0, 0.75 I) and σ² = 0.25.
  const vae = identityCode(2, Math.log(0.25));
  const over = (spread: number) => {
    const values: number[] = [];
    let rate = 0;
    for (let seed = 1; seed <= 200; seed++) {
      // Not of the same seed as the noise in z.
      const means = standardNormal<tf.Rank.R2>([30, 2], { seed: 1000 + seed }).mul<tf.Tensor2D>(
        spread,
      );
      const terms = infoVae(vae, means, { seed });
      values.push(terms.discrepancy.dataSync()[0]!);
      rate += terms.kl.mean().dataSync()[0]! / 200;
    }
    return { ...meanOf(values), rate };
  };
  const { mean, error, rate } = over(Math.sqrt(0.75));
  assert.ok(Math.abs(mean) < 3 * error, `${mean} ± ${error}`);
  assert.ok(Math.abs(rate - Math.log(2) * 2) < 0.05, `the mean KL is log 4, not ${rate}`);
  const wide = over(3);
  assert.ok(wide.mean > 10 * wide.error, `${wide.mean} ± ${wide.error}`);
});

test("the prior's draws are not those of z, with a number and with a key", () => {
  // Here z is ε. Were the prior's draws the same ε, this would be their discrepancy.
  const vae = identityCode(2, 0);
  const zeros = tf.zeros<tf.Rank.R2>([200, 2]);
  for (const seed of [4, seedKey(4, 1)]) {
    const discrepancy = (): number => infoVae(vae, zeros, { seed }).discrepancy.dataSync()[0]!;
    assert.equal(discrepancy(), discrepancy());
    const noise = standardNormal<tf.Rank.R2>([200, 2], { seed });
    const ofItself = maximumMeanDiscrepancy(noise, noise).dataSync()[0]!;
    // (2 / 199) (E k − 1), about −0.004, where other draws give 0 ± 0.001.
    assert.ok(Math.abs(discrepancy() - ofItself) > 1e-3, `${discrepancy()} and ${ofItself}`);
  }
});

for (const kernel of ["inverseMultiquadric", "rbf"] as const) {
  test(`${kernel}: every weight's gradient agrees with finite differences`, () => {
    const [vae, x] = [smallVae(), smallImages(6)];
    assertWeightGradients(vae.weights, () =>
      infoVae(vae, x, { beta: 0.5, seed: 5, weight: 10, kernel }).objective.mean<tf.Scalar>(),
    );
  });
}

test("refuses a negative weight", () => {
  assert.throws(() => infoVae(smallVae(), smallImages(), { seed: 0, weight: -1 }), {
    name: "RangeError",
    message: /infoVae: weight must be a finite number of at least 0; it is -1/,
  });
});

test("leaves no tensor behind", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertNoLeak(() => ({ ...infoVae(vae, x, { seed: 0 }) }));
});

testCompiles(() => ({
  objective: (vae, images, options) => infoVae(vae, images, { ...options, weight: 10 }),
}));
