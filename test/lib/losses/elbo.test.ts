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

before(() => backend());

const small = () => new Vae({ input: 6, hidden: [5], latent: 2, activation: "tanh", seed: 3 });
const images = () => tf.randomUniform<tf.Rank.R2>([4, 6], 0, 1, "float32", 1);

test("is the log-likelihood of one draw minus the KL", () => {
  const [vae, x] = [small(), images()];
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
  const terms = elbo(small(), images(), {
    seed: 1,
    likelihood: (mean, x) => gaussianLogLikelihood(mean, x, { standardDeviation: 0.2 }),
  });
  const plain = elbo(small(), images(), { seed: 1 });
  assertClose(terms.kl.dataSync(), plain.kl.dataSync(), 0);
  assert.notDeepEqual(terms.logLikelihood.dataSync(), plain.logLikelihood.dataSync());
});

test("refuses a likelihood that would broadcast", () => {
  const likelihood = () => tf.scalar(-5) as unknown as tf.Tensor1D;
  assert.throws(() => elbo(small(), images(), { seed: 1, likelihood }), {
    message: /elbo: the likelihood's result has shape \[\], expected \[4\]/,
  });
});

test("every weight's gradient agrees with finite differences", () => {
  const [vae, x] = [small(), images()];
  const value = () => elbo(vae, x, { beta: 2, seed: 5 }).objective.mean<tf.Scalar>();
  const { grads } = tf.variableGrads(value, vae.variables);
  for (const [name, variable] of Object.entries(vae.weights)) {
    const gradient = grads[variable.name]!.dataSync<"float32">();
    const original = variable.dataSync<"float32">().slice();
    // One coordinate of every weight: the largest, so that the difference stands out of the rounding.
    const i = gradient.reduce(
      (best, g, k) => (Math.abs(g) > Math.abs(gradient[best]!) ? k : best),
      0,
    );
    const at = (delta: number): number => {
      const moved = original.slice();
      moved[i]! += delta;
      variable.assign(tf.tensor(moved, variable.shape));
      return value().dataSync()[0]!;
    };
    const numeric = (at(1e-2) - at(-1e-2)) / 2e-2;
    variable.assign(tf.tensor(original, variable.shape));
    assert.ok(
      Math.abs(gradient[i]! - numeric) < 3e-3 * (1 + Math.abs(numeric)),
      `${name}: gradient ${gradient[i]}, finite difference ${numeric}`,
    );
  }
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
    assert.throws(() => elbo(small(), images(), { beta, seed: 0 }), {
      name: "RangeError",
      message: /elbo: beta must be a finite number of at least 0; it is/,
    });
  }
});

test("refuses images of another size", () => {
  assert.throws(() => elbo(small(), tf.zeros([4, 7]), { seed: 0 }), {
    message: /encode: images has shape \[4, 7\], expected \[n, 6\]/,
  });
});

test("leaves no tensor behind", () => {
  const [vae, x] = [small(), images()];
  assertNoLeak(() => ({ ...elbo(vae, x, { seed: 0 }) }));
});
