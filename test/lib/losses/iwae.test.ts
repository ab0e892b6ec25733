import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { binarize, standardNormal } from "../../../lib/chance";
import { bernoulliLogLikelihood, elbo, iwae } from "../../../lib/losses";
import { Vae } from "../../../lib/models";
import { fit, type Objective } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { linearGaussian } from "../metrics/linearGaussian";
import { bars } from "../training/images";

before(() => backend());

const small = () => new Vae({ input: 6, hidden: [5], latent: 2, activation: "tanh", seed: 3 });
const images = () => tf.randomUniform<tf.Rank.R2>([4, 6], 0, 1, "float32", 1);

/** The mean of some values and its standard error. */
function meanOf(values: Float32Array): { mean: number; error: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares) / values.length };
}

test("agrees with a plain loop over draws, images and dimensions", () => {
  const [vae, x, samples] = [small(), images(), 3];
  const { mean, logVariance } = vae.encode(x);
  const [m, l] = [mean.arraySync(), logVariance.arraySync()];
  const noise = standardNormal<tf.Rank.R2>([samples * 4, 2], { seed: 9 }).arraySync();
  const expected = m.map((mu, i) => {
    const draws = Array.from({ length: samples }, (_, s) => {
      const z = mu.map((value, j) => value + Math.exp(l[i]![j]! / 2) * noise[4 * s + i]![j]!);
      const row = x.slice([i, 0], [1, -1]);
      const logLikelihood = bernoulliLogLikelihood(
        vae.decode(tf.tensor2d([z])),
        row,
      ).dataSync()[0]!;
      // Both densities as they are written: the constants cancel.
      const logPrior = z.reduce((sum, value) => sum - value ** 2 / 2, 0);
      const logPosterior = z.reduce(
        (sum, value, j) => sum - l[i]![j]! / 2 - (value - mu[j]!) ** 2 / (2 * Math.exp(l[i]![j]!)),
        0,
      );
      return { logLikelihood, kl: logPosterior - logPrior };
    });
    const average = (of: (draw: (typeof draws)[number]) => number): number =>
      draws.reduce((sum, draw) => sum + of(draw), 0) / samples;
    return {
      objective: Math.log(average(({ logLikelihood, kl }) => Math.exp(logLikelihood - kl))),
      logLikelihood: average((draw) => draw.logLikelihood),
      kl: average((draw) => draw.kl),
    };
  });
  const terms = iwae(vae, x, { samples, seed: 9 });
  for (const name of ["objective", "logLikelihood", "kl"] as const) {
    assertClose(
      terms[name].dataSync(),
      expected.map((of) => of[name]),
      1e-5,
    );
  }
  assertClose(
    terms.elbo.dataSync(),
    expected.map(({ logLikelihood, kl }) => logLikelihood - kl),
    1e-5,
  );
});

test("with the true posterior every weight is p(x), for any k and any draw", () => {
  const points = [
    [0.2, 0.7],
    [1, 0],
  ] as const;
  const x = tf.tensor2d(points.map((point) => [...point]));
  const { likelihood, logDensity, model } = linearGaussian;
  for (const samples of [1, 4]) {
    const { objective } = iwae(model(), x, { samples, seed: samples, likelihood });
    assertClose(objective.dataSync(), points.map(logDensity), 1e-5);
  }
});

test("with one draw it is the ELBO in expectation, with the KL taken at the draw", () => {
  const [vae, n] = [small(), 20_000];
  const x = images().slice([0, 0], [1, -1]).tile<tf.Tensor2D>([n, 1]);
  const one = iwae(vae, x, { samples: 1, seed: 5 });
  const closed = elbo(vae, x, { seed: 5 });
  // The same seed draws the same z.
  assertClose(one.logLikelihood.dataSync(), closed.logLikelihood.dataSync(), 1e-6);
  assertClose(one.objective.dataSync(), one.elbo.dataSync(), 1e-5);
  const { mean, error } = meanOf(one.kl.dataSync<"float32">());
  const kl = closed.kl.dataSync()[0]!;
  assert.ok(error > 0.001, `its KL varies, by ${error}`);
  assert.ok(Math.abs(mean - kl) < 4 * error, `${mean} ± ${error}, in closed form ${kl}`);
});

test("more draws tighten the bound, which stays below log p(x)", () => {
  const { likelihood, logDensity, model } = linearGaussian;
  const rough = model({ shift: 0.3, spread: 2 });
  const n = 20_000;
  const x = tf.tensor2d([[0.4, 0.9]]).tile<tf.Tensor2D>([n, 1]);
  const bounds = [1, 2, 5, 20].map((samples) =>
    meanOf(iwae(rough, x, { samples, seed: samples, likelihood }).objective.dataSync<"float32">()),
  );
  // KL(q ‖ posterior): ½ Σ (shift² / variance + spread − 1 − log spread), over two dimensions.
  const gap = 0.3 ** 2 / linearGaussian.variance + 2 - 1 - Math.log(2);
  const [one] = bounds;
  const evidence = logDensity([0.4, 0.9]);
  assert.ok(Math.abs(one!.mean - (evidence - gap)) < 4 * one!.error, `${one!.mean}, gap ${gap}`);
  for (const [i, { mean, error }] of bounds.slice(1).entries()) {
    const before = bounds[i]!;
    // The steps are many standard errors wide: 0.5, 0.2 and 0.07 nats, with errors of 0.011, 0.006 and 0.003.
    assert.ok(mean > before.mean + 4 * Math.hypot(error, before.error), `${before.mean}, ${mean}`);
    assert.ok(mean < evidence + 4 * error, `${mean} > ${evidence}`);
  }
});

test("every weight's gradient agrees with finite differences", () => {
  const [vae, x] = [small(), images()];
  const value = () => iwae(vae, x, { samples: 3, seed: 5 }).objective.mean<tf.Scalar>();
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

test("does not overflow where weights are far apart", () => {
  const likelihood = (logits: tf.Tensor2D): tf.Tensor1D => logits.sum<tf.Tensor1D>(1).mul(1e4);
  const { objective } = iwae(small(), images(), { samples: 4, seed: 1, likelihood });
  assert.ok(objective.dataSync().every(Number.isFinite));
});

test("β weighs the KL inside the weights", () => {
  const { objective, logLikelihood, kl } = iwae(small(), images(), {
    samples: 1,
    beta: 4,
    seed: 2,
  });
  assertClose(objective.dataSync(), logLikelihood.sub(kl.mul(4)).dataSync(), 1e-5);
});

nativeTest("compiled and plain training agree, on pixels drawn anew in each step", async () => {
  const objective: Objective = (vae, x, { beta, seed }) =>
    iwae(vae, binarize(x, { seed }), { samples: 3, beta, seed });
  const [fast, plain] = await Promise.all(
    [true, false].map(async (compile) => {
      const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
      return await fit(vae, bars(60), { epochs: 3, batchSize: 10, seed: 3, objective, compile });
    }),
  );
  const losses = [fast!, plain!].map(({ steps }) => steps.map(({ loss, rate }) => [loss, rate]));
  assertClose(losses[0]!.flat(), losses[1]!.flat(), 1e-4);
});

test("refuses no draws, and a negative β", () => {
  assert.throws(() => iwae(small(), images(), { samples: 0, seed: 0 }), {
    name: "RangeError",
    message: /iwae: samples must be a whole number of at least 1; it is 0/,
  });
  assert.throws(() => iwae(small(), images(), { beta: -1, seed: 0 }), {
    message: /iwae: beta must be a finite number of at least 0; it is -1/,
  });
});

test("refuses a likelihood that would broadcast", () => {
  const likelihood = () => tf.scalar(-5) as unknown as tf.Tensor1D;
  assert.throws(() => iwae(small(), images(), { samples: 2, seed: 1, likelihood }), {
    message: /iwae: the likelihood's result has shape \[\], expected \[8\]/,
  });
});

test("leaves no tensor behind", () => {
  const [vae, x] = [small(), images()];
  assertNoLeak(() => ({ ...iwae(vae, x, { samples: 3, seed: 0 }) }));
});
