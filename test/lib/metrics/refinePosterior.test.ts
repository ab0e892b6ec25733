import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { refinePosterior } from "../../../lib/metrics";
import { assertClose } from "../gradients";
import { linearGaussian } from "./linearGaussian";

before(() => backend());

const { likelihood, logDensity, model, posteriorMean } = linearGaussian;
const points = [
  [0.1, 0.9],
  [0.7, 0.2],
  [1, 1],
  [0, 0.4],
  [0.5, 0.5],
] as const;
const set = linearGaussian.images(points);
const exact = { evaluationSamples: 1000, likelihood };

test("finds the true posterior, and with it log p(x)", async () => {
  const [shift, spread] = [0.4, 3];
  const { mean, logVariance, before, after } = await refinePosterior(
    model({ shift, spread }),
    set,
    { ...exact, steps: 400, learningRate: 0.05 },
  );
  // The noise of 10 draws a step leaves errors: over three seeds at most 0.04 in μ and 0.1 in log σ², which is −1.5.
  // Both together cost 0.01 nats.
  assertClose(mean.dataSync(), points.map(posteriorMean).flat(), 0.08);
  assertClose(logVariance.dataSync(), Array(10).fill(Math.log(linearGaussian.variance)), 0.08);
  const gap = shift ** 2 / linearGaussian.variance + spread - 1 - Math.log(spread);
  for (const [i, point] of points.entries()) {
    // |x − Wz|² is a quadratic form of z: log p(x|z) has a variance of at most 0.9 under the true posterior, and of
    // 10 under the rough one. A mean of 1000 draws has a standard error of 0.03 and 0.1.
    const [low, high] = [before[i]!, after[i]!];
    assert.ok(Math.abs(high - logDensity(point)) < 4 * 0.03, `${high}, ${logDensity(point)}`);
    assert.ok(Math.abs(low - (logDensity(point) - gap)) < 4 * 0.1, `${low}, gap ${gap}`);
  }
});

test("images are refined by themselves, also in a last smaller batch", async () => {
  const options = { ...exact, steps: 400, learningRate: 0.05 };
  const rough = model({ shift: 0.4, spread: 3 });
  const { mean, logVariance } = await refinePosterior(rough, set, { ...options, batchSize: 2 });
  assert.deepEqual(mean.shape, [5, 2]);
  assertClose(mean.dataSync(), points.map(posteriorMean).flat(), 0.08);
  assertClose(logVariance.dataSync(), Array(10).fill(Math.log(linearGaussian.variance)), 0.08);
});

test("every batch starts Adam anew: its first step is the learning rate, whatever the gradient", async () => {
  const options = { likelihood, steps: 1, learningRate: 0.05, evaluationSamples: 1, batchSize: 2 };
  const { mean } = await refinePosterior(model({ shift: 0.4 }), set, options);
  const moved = points.flatMap((point) => posteriorMean(point).map((value) => value + 0.4));
  for (const [i, value] of mean.dataSync().entries()) {
    assert.ok(Math.abs(Math.abs(value - moved[i]!) - 0.05) < 1e-4, `${moved[i]} → ${value}`);
  }
});

test("leaves a true posterior where it is", async () => {
  const { before, after } = await refinePosterior(model(), set, { ...exact, steps: 100 });
  for (const [i, value] of after.entries()) {
    // Same noise before and after: their difference is that of the posteriors.
    assert.ok(Math.abs(value - before[i]!) < 0.02, `${before[i]} → ${value}`);
  }
});

test("tells its progress, repeats itself and leaves no tensor behind", async () => {
  const rough = model({ shift: 0.4 });
  const { numTensors } = tf.memory();
  const told: number[] = [];
  const run = () =>
    refinePosterior(rough, set, {
      likelihood,
      steps: 20,
      evaluationSamples: 10,
      onProgress: (fraction) => told.push(fraction),
    });
  const [one, two] = [await run(), await run()];
  assert.deepEqual(one.after, two.after);
  assert.deepEqual(one.mean.dataSync(), two.mean.dataSync());
  assert.equal(told.at(-1), 1);
  tf.dispose([one.mean, one.logVariance, two.mean, two.logVariance]);
  assert.equal(tf.memory().numTensors, numTensors);
});

test("stops when it is aborted", async () => {
  const { numTensors } = tf.memory();
  const signal = AbortSignal.abort(new Error("no"));
  await assert.rejects(refinePosterior(model(), set, { likelihood, signal }), { message: "no" });
  assert.equal(tf.memory().numTensors - numTensors, 1, "only the model's own matrix");
});

test("refuses no steps", async () => {
  await assert.rejects(refinePosterior(model(), set, { steps: 0 }), {
    name: "RangeError",
    message: /refinePosterior: steps must be a whole number of at least 1; it is 0/,
  });
});
