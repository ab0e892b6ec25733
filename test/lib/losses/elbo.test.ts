import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import {
  bernoulliLogLikelihood,
  elbo,
  gaussianKl,
  gaussianLogLikelihood,
} from "../../../lib/losses";
import { reparameterize, Vae } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";
import { testCompiles } from "../training/testCompiles";
import { smallImages, smallVae } from "./smallVae";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

test("is the log-likelihood of one draw minus the KL", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { mean, logVariance } = vae.encode(x);
  const z = reparameterize(mean, logVariance, { seed: 9 });
  const logLikelihood = bernoulliLogLikelihood(vae.decode(z), x).dataSync();
  const kl = gaussianKl(mean, logVariance).dataSync();
  const terms = elbo(vae, x, { beta: 4, seed: 9 });
  assertClose(terms.logLikelihood.dataSync(), logLikelihood, 1e-6);
  assertClose(terms.kl.dataSync(), kl, 1e-6);
  assertClose(
    terms.elbo.dataSync(),
    logLikelihood.map((l, i) => l - kl[i]!),
    1e-6,
  );
  assertClose(
    terms.objective.dataSync(),
    logLikelihood.map((l, i) => l - 4 * kl[i]!),
    1e-5,
  );
});

test("takes another likelihood", () => {
  const terms = elbo(smallVae(), smallImages(), {
    seed: 1,
    likelihood: (mean, x) => gaussianLogLikelihood(mean, x, { standardDeviation: 0.2 }),
  });
  const plain = elbo(smallVae(), smallImages(), { seed: 1 });
  assertClose(terms.kl.dataSync(), plain.kl.dataSync(), 0);
  assert.notDeepEqual(terms.logLikelihood.dataSync(), plain.logLikelihood.dataSync());
});

test("refuses a likelihood that would broadcast", () => {
  const likelihood = () => tf.scalar(-5) as unknown as tf.Tensor1D;
  assert.throws(() => elbo(smallVae(), smallImages(), { seed: 1, likelihood }), {
    message: /elbo: the likelihood's result has shape \[\], expected \[4\]/,
  });
});

test("every weight's gradient agrees with finite differences", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertWeightGradients(vae.weights, () =>
    elbo(vae, x, { beta: 2, seed: 5 }).objective.mean<tf.Scalar>(),
  );
});

test("with a capacity, β weighs the batch's distance to it, the same for every example", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { kl, logLikelihood } = elbo(vae, x, { seed: 9 });
  const rate = kl.mean().dataSync()[0]!;
  for (const capacity of [0, rate / 2, 2 * rate, tf.scalar(25)]) {
    const c = typeof capacity === "number" ? capacity : 25;
    const terms = elbo(vae, x, { beta: 4, capacity, seed: 9 });
    const expected = logLikelihood.dataSync().map((l) => l - 4 * Math.abs(rate - c));
    assertClose(terms.objective.dataSync(), expected, 1e-5);
    assertClose(terms.elbo.dataSync(), logLikelihood.sub(kl).dataSync(), 1e-6);
  }
});

test("above the capacity the gradient is that without one, below it β changes its sign", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const gradients = (options: { beta: number; capacity?: number }): number[] => {
    const value = () => elbo(vae, x, { ...options, seed: 5 }).objective.mean<tf.Scalar>();
    const { grads } = tf.variableGrads(value, vae.variables);
    return vae.variables.flatMap(({ name }) => Array.from(grads[name]!.dataSync()));
  };
  const without = gradients({ beta: 2 });
  assertClose(gradients({ beta: 2, capacity: 0 }), without, 1e-5);
  const below = gradients({ beta: 2, capacity: 50 });
  const ofLikelihood = gradients({ beta: 0 });
  // −β on one side and +β on the other: their mean is the gradient of log p(x|z) alone.
  assertClose(
    below.map((g, i) => (g + without[i]!) / 2),
    ofLikelihood,
    1e-5,
  );
  assertWeightGradients(vae.weights, () =>
    elbo(vae, x, { beta: 2, capacity: 50, seed: 5 }).objective.mean<tf.Scalar>(),
  );
});

test("its expectation does not exceed log p(x), found by quadrature over a 1-D latent", () => {
  const vae = new Vae({ input: 3, hidden: [4], latent: 1, seed: 2 });
  const x = tf.tensor2d([[1, 0, 1]]);
  const grid = tf.linspace(-8, 8, 4001);
  const logJoint = bernoulliLogLikelihood(vae.decode(grid.expandDims(1)), x.tile([4001, 1]))
    .sub(grid.square().mul(0.5))
    .sub(0.5 * Math.log(2 * Math.PI));
  const evidence = Math.log(logJoint.exp().sum().dataSync()[0]! * (16 / 4000));
  const draws = 20_000;
  const values = elbo(vae, x.tile([draws, 1]), { seed: 7 }).elbo.dataSync<"float32">();
  const average = values.reduce((a, b) => a + b) / draws;
  const spread = Math.sqrt(values.reduce((s, v) => s + (v - average) ** 2, 0) / (draws - 1));
  assert.ok(average < evidence + (3 * spread) / Math.sqrt(draws), `${average} > ${evidence}`);
});

test("refuses a negative or missing β", () => {
  for (const beta of [-1, NaN]) {
    assert.throws(() => elbo(smallVae(), smallImages(), { beta, seed: 0 }), {
      name: "RangeError",
      message: /elbo: beta must be a finite number of at least 0; it is/,
    });
  }
});

test("refuses a negative capacity", () => {
  assert.throws(() => elbo(smallVae(), smallImages(), { capacity: -1, seed: 0 }), {
    name: "RangeError",
    message: /elbo: capacity must be a finite number of at least 0; it is -1/,
  });
});

test("refuses images of another size", () => {
  assert.throws(() => elbo(smallVae(), tf.zeros([4, 7]), { seed: 0 }), {
    message: /encode: images has shape \[4, 7\], expected \[n, 6\]/,
  });
});

test("leaves no tensor behind", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertNoLeak(() => ({ ...elbo(vae, x, { seed: 0 }) }));
});

testCompiles(() => ({
  objective: (vae, images, options) => elbo(vae, images, { ...options, capacity: 3 }),
}));
