import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { images } from "../../../lib/data";
import { iwae } from "../../../lib/losses";
import { logLikelihood, type LogLikelihoodProgress } from "../../../lib/metrics";
import { Vae } from "../../../lib/models";
import { assertClose } from "../gradients";
import { bars } from "../training/images";
import { linearGaussian } from "./linearGaussian";

before(() => backend());

const { likelihood, logDensity, model } = linearGaussian;
const points = Array.from({ length: 50 }, (_, i) => [(i % 7) / 7, (i % 5) / 5] as const);
const set = linearGaussian.images(points);
const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b) / values.length;

test("is log p(x) where that is known in closed form", async () => {
  // From a posterior that is off; the weights' variance says how far an estimate may be from it.
  const rough = model({ shift: 0.1, spread: 1.5 });
  const samples = 2000;
  const { values } = await logLikelihood(rough, set, { samples, likelihood });
  // Var[w] / p(x)² is a Gaussian integral, (r / √(2r − 1) · exp(δ² / (v (2r − 1))))² − 1 for two dimensions with a
  // posterior that is r = 1.5 times too wide and off by δ = 0.1: 0.18. A logarithm's standard error: √(0.18 / 2000).
  for (const [i, value] of values.entries()) {
    const expected = logDensity(points[i]!);
    assert.ok(
      Math.abs(value - expected) < 4 * 0.0095,
      `image ${i}: ${value}, expected ${expected}`,
    );
  }
  // Images have noise of their own: their mean is closer.
  const off = mean(values) - mean(points.map(logDensity));
  assert.ok(Math.abs(off) < (4 * 0.0095) / Math.sqrt(50), `${off}`);
});

test("with the true posterior it is exact from the first draw on", async () => {
  const { values } = await logLikelihood(model(), set, { samples: 1, likelihood });
  assertClose(values, points.map(logDensity), 1e-5);
});

test("with one draw it is the sampled ELBO, and rises with the draws to log p(x)", async () => {
  const [shift, spread] = [0.3, 2];
  const rough = model({ shift, spread });
  const estimates = [];
  for (const samples of [1, 10, 1000]) {
    // Every point many times, so that the means are sharp.
    const many = linearGaussian.images(Array.from({ length: 4000 }, () => [0.4, 0.9] as const));
    estimates.push(await logLikelihood(rough, many, { samples, likelihood, batchSize: 4000 }));
  }
  const evidence = logDensity([0.4, 0.9]);
  const gap = shift ** 2 / linearGaussian.variance + spread - 1 - Math.log(spread);
  const [one, ten, thousand] = estimates;
  const offOne = Math.abs(one!.mean - (evidence - gap));
  assert.ok(offOne < 4 * one!.standardError, `${one!.mean}, ELBO ${evidence - gap}`);
  assert.ok(ten!.mean > one!.mean + 4 * one!.standardError);
  assert.ok(thousand!.mean > ten!.mean + 4 * ten!.standardError);
  // Var[w] is 0.76: what is left at k = 1000 is Var[w] / 2k < 0.001.
  const offLast = Math.abs(thousand!.mean - evidence);
  assert.ok(offLast < 4 * thousand!.standardError + 0.001, `${thousand!.mean}, ${evidence}`);
});

test("agrees with the bound of the same draws", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const [data, samples] = [bars(8), 4000];
  const { values } = await logLikelihood(vae, data, { samples, batchSize: 8 });
  const bound = iwae(vae, images(data), { samples, seed: 77 }).objective.dataSync();
  // Other noise: both within their standard error, for weights that vary by their own size at most.
  assertClose(values, bound, 4 * Math.sqrt(2 / samples));
});

test("neither portions nor a last smaller batch change what is estimated", async () => {
  const rough = model({ spread: 1.5 });
  const exact = points.map(logDensity);
  // 50 images in batches of 21, 21 and 8; and 45,000 images a call, in three portions.
  const inBatches = await logLikelihood(rough, set, { samples: 3000, batchSize: 21, likelihood });
  const many = linearGaussian.images(
    Array.from({ length: 45_000 }, (_, i) => points[i % points.length]!),
  );
  const inPortions = await logLikelihood(rough, many, {
    samples: 100,
    batchSize: 45_000,
    likelihood,
  });
  for (const [i, value] of inBatches.values.entries()) {
    assert.ok(Math.abs(value - exact[i]!) < 4 * 0.0095, `image ${i}: ${value}, ${exact[i]}`);
  }
  // Var[w] is 0.13: for each image Var[w] / 2k = 0.0006 below, and 45,000 images have a standard error of 0.0002.
  const expected = mean(exact) - 0.13 / 200;
  assert.ok(Math.abs(inPortions.mean - expected) < 4 * 0.0002, `${inPortions.mean}, ${expected}`);
});

test("the mean and its standard error are those of the values; the same seed repeats them", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const data = bars(30);
  const once = await logLikelihood(vae, data, { samples: 10, seed: 4 });
  const again = await logLikelihood(vae, data, { samples: 10, seed: 4 });
  const other = await logLikelihood(vae, data, { samples: 10, seed: 5 });
  assert.deepEqual(once, again);
  assert.notDeepEqual(once.values, other.values);
  const average = mean(once.values);
  const variance = mean(once.values.map((value) => (value - average) ** 2)) * (30 / 29);
  assert.ok(Math.abs(once.mean - average) < 1e-9);
  assert.ok(Math.abs(once.standardError - Math.sqrt(variance / 30)) < 1e-9);
});

test("tells its progress, ends at 1 and leaves no tensor behind", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const { numTensors } = tf.memory();
  const told: LogLikelihoodProgress[] = [];
  await logLikelihood(vae, bars(100), {
    samples: 5000,
    onProgress: (progress) => told.push(progress),
  });
  const fractions = told.map(({ fraction }) => fraction);
  assert.deepEqual(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
  assert.deepEqual([fractions.at(-1), told.at(-1)!.secondsLeft], [1, 0]);
  assert.equal(tf.memory().numTensors, numTensors);
});

test("stops when it is aborted, and leaves no tensor behind", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const { numTensors } = tf.memory();
  const stop = new AbortController();
  const run = logLikelihood(vae, bars(1000), {
    samples: 1_000_000,
    signal: stop.signal,
    onProgress: () => {
      stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(run, { message: "enough" });
  assert.equal(tf.memory().numTensors, numTensors);
});

test("says which image overflows", async () => {
  const vae = new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
  const broken = (logits: tf.Tensor2D): tf.Tensor1D => logits.sum<tf.Tensor1D>(1).mul(NaN);
  await assert.rejects(logLikelihood(vae, bars(3), { samples: 2, likelihood: broken }), {
    message: /logLikelihood: log p\(x\) of image 0 of bars is NaN/,
  });
});

test("refuses no draws", async () => {
  await assert.rejects(logLikelihood(model(), set, { samples: 0 }), {
    name: "RangeError",
    message: /logLikelihood: samples must be a whole number of at least 1; it is 0/,
  });
});
