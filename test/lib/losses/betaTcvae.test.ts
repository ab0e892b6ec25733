import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { betaTcvae, elbo, type AggregateEstimator, type BetaTcvaeTerms } from "../../../lib/losses";
import { reparameterize, Vae } from "../../../lib/models";
import { fit } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { bars } from "../training/images";
import { testCompiles } from "../training/testCompiles";
import { correlatedMeans, identityCode, smallImages, smallVae } from "./smallVae";
import { meanOf } from "./statistics";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

const estimators = ["stratified", "weighted"] as const;
const parts = ["mutualInformation", "totalCorrelation", "dimensionWiseKl"] as const;

test("two images, by hand", () => {
  // σ² = 1, so that the densities differ by the squared distances alone; N = 5.
  const vae = identityCode(2, 0);
  const means = tf.tensor2d([
    [0, 0],
    [2, 1],
  ]);
  const z = reparameterize(means, tf.zeros([2, 2]), { seed: 7 }).arraySync();
  const density = (i: number, k: number, j: number): number =>
    Math.exp(-((z[i]![j]! - means.arraySync()[k]![j]!) ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const expected = [0, 1].map((i) => {
    const other = 1 - i;
    const joint =
      density(i, i, 0) * density(i, i, 1) + 4 * density(i, other, 0) * density(i, other, 1);
    const single = (j: number): number => (density(i, i, j) + 4 * density(i, other, j)) / 5;
    return Math.log(joint / 5) - Math.log(single(0)) - Math.log(single(1));
  });
  const { totalCorrelation } = betaTcvae(vae, means, { seed: 7, datasetSize: 5 });
  assertClose(totalCorrelation.dataSync(), expected, 1e-5);
});

for (const estimator of estimators) {
  test(`${estimator}: agrees with a plain loop`, () => {
    const [vae, x, n, N] = [smallVae(), smallImages(5), 5, 30];
    const { mean, logVariance } = vae.encode(x);
    const z = reparameterize(mean, logVariance, { seed: 9 }).arraySync();
    const [means, logVariances] = [mean.arraySync(), logVariance.arraySync()];
    const logNormal = (value: number, mu: number, log: number): number =>
      -0.5 * ((value - mu) ** 2 / Math.exp(log) + log + Math.log(2 * Math.PI));
    const weight = (own: boolean): number => {
      if (estimator === "weighted") return 1 / (N * n);
      return own ? 1 / N : (N - 1) / (N * (n - 1));
    };
    const expected = z.map((zi, i) => {
      const of = (k: number, j: number): number =>
        logNormal(zi[j]!, means[k]![j]!, logVariances[k]![j]!);
      const over = (f: (k: number) => number): number =>
        Math.log(z.reduce((sum, _, k) => sum + weight(i === k) * Math.exp(f(k)), 0));
      const joint = over((k) => of(k, 0) + of(k, 1));
      const product = over((k) => of(k, 0)) + over((k) => of(k, 1));
      const prior = logNormal(zi[0]!, 0, 0) + logNormal(zi[1]!, 0, 0);
      return [of(i, 0) + of(i, 1) - joint, joint - product, product - prior] as const;
    });
    const terms = betaTcvae(vae, x, { beta: 6, seed: 9, datasetSize: N, estimator });
    const plain = elbo(vae, x, { seed: 9 }).objective.dataSync();
    for (const [p, part] of parts.entries()) {
      assertClose(
        terms[part].dataSync(),
        expected.map((row) => row[p]!),
        1e-5,
      );
    }
    assertClose(
      terms.objective.dataSync(),
      plain.map((value, i) => value - 5 * expected[i]![1]),
      1e-5,
    );
  });

  test(`${estimator}: every weight's gradient agrees with finite differences`, () => {
    const [vae, x] = [smallVae(), smallImages(6)];
    const options = { beta: 6, seed: 5, datasetSize: 100, estimator };
    assertWeightGradients(vae.weights, () =>
      betaTcvae(vae, x, options).objective.mean<tf.Scalar>(),
    );
  });

  test(`${estimator}: with β = 1 it is the ELBO, and the three parts are the KL on average`, () => {
    const [vae, x] = [smallVae(), smallImages(40)];
    const { objective } = betaTcvae(vae, x, { seed: 9, datasetSize: 100, estimator });
    assertClose(objective.dataSync(), elbo(vae, x, { seed: 9 }).objective.dataSync(), 1e-6);
    // Whatever q(z) is taken for, it cancels; log q(z|x) / p(z) is left.
    const gaps: number[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const terms = betaTcvae(vae, x, { seed, datasetSize: 100, estimator });
      const sum = parts.reduce(
        (total, part) => total.add<tf.Tensor1D>(terms[part]),
        tf.zerosLike(terms.kl),
      );
      gaps.push(sum.sub(terms.kl).mean().dataSync()[0]!);
    }
    const { mean, error } = meanOf(gaps);
    assert.ok(error < 0.03 && Math.abs(mean) < 3 * error, `${mean} ± ${error}`);
  });
}

/** Batches of Gaussian codes N(0, R) of two dimensions, with σ² = 1 − spread². */
function correlated(
  correlation: number,
  estimator: AggregateEstimator,
  term: keyof BetaTcvaeTerms,
): { mean: number; error: number } {
  const [n, variance] = [200, 0.5];
  const vae = identityCode(2, Math.log(variance));
  const averages = Array.from({ length: 40 }, (_, batch) =>
    tf.tidy(() => {
      const means = correlatedMeans(n, { correlation, variance, seed: 500 + batch });
      const terms = betaTcvae(vae, means, { seed: batch + 1, datasetSize: 60_000, estimator });
      return terms[term].mean().dataSync()[0]!;
    }),
  );
  return meanOf(averages);
}

for (const correlation of [0, 0.45]) {
  test(`stratified: the parts of Gaussians with correlation ${correlation} are the analytic ones`, () => {
    const totalCorrelation = -0.5 * Math.log(1 - correlation ** 2);
    // log q(z) of 200 images is low by about Var[q̂] / 2q² = (E[q(z|x)²] / q(z)² − 1) / 400, which here is
    // (2 − 1) / 400 for a component, and (4 − 1) / 400 or less for both. So no part's bias is above 0.0075.
    const bias = 0.01;
    const mi = -Math.log(0.5) - totalCorrelation; // H(z) − H(z|x)
    const expected = { totalCorrelation, mutualInformation: mi, dimensionWiseKl: 0 } as const;
    for (const part of parts) {
      const { mean, error } = correlated(correlation, "stratified", part);
      const off = Math.abs(mean - expected[part]);
      assert.ok(off < bias + 3 * error, `${part}: ${mean} ± ${error}, expected ${expected[part]}`);
      assert.ok(error < 0.02, `a standard error of ${error} could hide anything`);
    }
  });
}

test("weighted: has log N too much for each dimension but the first", () => {
  const { mean, error } = correlated(0.45, "weighted", "totalCorrelation");
  const expected = -0.5 * Math.log(1 - 0.45 ** 2) + Math.log(60_000);
  assert.ok(Math.abs(mean - expected) < 0.01 + 3 * error, `${mean} ± ${error}, not ${expected}`);
});

test("a batch of one is finite", () => {
  const { objective } = betaTcvae(smallVae(), smallImages(1), { beta: 6, seed: 1, datasetSize: 1 });
  assert.ok(Number.isFinite(objective.dataSync()[0]));
});

test("takes β as a tensor", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const at = (beta: number | tf.Scalar) =>
    betaTcvae(vae, x, { beta, seed: 1, datasetSize: 10 }).objective.dataSync();
  assertClose(at(tf.scalar(6)), at(6), 1e-6);
});

test("refuses what it cannot weigh", () => {
  const refuse = (options: object, message: RegExp): void => {
    const all = { seed: 0, datasetSize: 10, ...options };
    assert.throws(() => betaTcvae(smallVae(), smallImages(), all), { name: "RangeError", message });
  };
  refuse({ beta: -1 }, /betaTcvae: beta must be a finite number of at least 0; it is -1/);
  refuse({ capacity: 5 }, /betaTcvae: a capacity is for the KL as a whole/);
  refuse(
    { datasetSize: 3 },
    /betaTcvae: datasetSize must be .* at least 4; it is 3\. The batch has 4/,
  );
  refuse({ estimator: "mws" }, /estimator "mws" is unknown. Use "stratified" or "weighted"\./);
});

test("leaves no tensor behind", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertNoLeak(() => ({ ...betaTcvae(vae, x, { seed: 0, datasetSize: 10 }) }));
});

nativeTest("a batch may be larger than a constant in a compiled step", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const { steps } = await fit(vae, bars(200), {
    ...{ epochs: 1, batchSize: 100, beta: 6, compile: true },
    objective: (vae, images, options) => betaTcvae(vae, images, { ...options, datasetSize: 200 }),
  });
  assert.equal(steps.length, 2);
  vae.dispose();
});

testCompiles(() => ({
  beta: 6,
  objective: (vae, images, options) => betaTcvae(vae, images, { ...options, datasetSize: 43 }),
}));
