import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import type { Seed } from "../../../lib/chance";
import { batches } from "../../../lib/data";
import { bernoulliLogLikelihood, elbo } from "../../../lib/losses";
import { Vae } from "../../../lib/models";
import { adam, evaluate, fit, type Progress } from "../../../lib/training";
import { bars } from "./images";

before(() => backend());

const train = bars(50);
const test10 = bars(10);
const small = (seed = 1) => new Vae({ input: 16, hidden: [12], latent: 2, seed });
const weightsOf = (vae: Pick<Vae, "variables">) =>
  vae.variables.map((variable) => variable.dataSync().slice());

test("the loss falls, on the test images too", async () => {
  const options = {
    test: test10,
    epochs: 60,
    batchSize: 10,
    optimizer: adam({ learningRate: 0.01 }),
  };
  const { epochs, steps } = await fit(small(), train, options);
  assert.equal(steps.length, 300);
  assert.deepEqual(
    steps.map(({ step }) => step),
    Array.from({ length: 300 }, (_, i) => i + 1),
  );
  // The 8 bars are equally likely: no code for them costs less than ln 8 nats.
  assert.ok(epochs.at(-1)!.train.negativeElbo < 0.7 * epochs[0]!.train.negativeElbo);
  assert.ok(epochs.at(-1)!.train.negativeElbo > Math.log(8));
  assert.ok(epochs.at(-1)!.test!.negativeElbo < 0.7 * epochs[0]!.test!.negativeElbo);
});

test("the terms add up, and an epoch is the mean of its steps, weighted by their examples", async () => {
  const { epochs, steps } = await fit(small(), train, { epochs: 1, batchSize: 15, beta: 3 });
  assert.deepEqual(
    steps.map(({ examples }) => examples),
    [15, 15, 15, 5],
  );
  for (const { loss, negativeElbo, distortion, rate } of steps) {
    assert.ok(Math.abs(loss - (distortion + 3 * rate)) < 1e-4);
    assert.ok(Math.abs(negativeElbo - (distortion + rate)) < 1e-4);
  }
  const mean = steps.reduce((sum, { rate, examples }) => sum + (rate * examples) / 50, 0);
  assert.ok(Math.abs(epochs[0]!.train.rate - mean) < 1e-6);
});

test("one step is one gradient step on −objective, averaged over the batch", async () => {
  const [fitted, byHand] = [small(), small()];
  const all = { batchSize: 50, epochs: 1, seed: 7 };
  let noise: Seed = 0;
  await fit(fitted, train, {
    ...all,
    objective: (vae, images, options) => {
      noise = tf.keep((options.seed as tf.Tensor1D).clone());
      return elbo(vae, images, options);
    },
  });
  const [batch] = batches(train, { batchSize: 50, seed: 7, epoch: 1 });
  const optimizer = adam();
  const { grads } = tf.variableGrads(
    () => elbo(byHand, batch!.images, { seed: noise }).objective.mean<tf.Scalar>().neg(),
    byHand.variables,
  );
  const named = Object.entries(byHand.weights).map(([name, { name: key }]) => [name, grads[key]!]);
  optimizer.apply(byHand.weights, Object.fromEntries(named) as Record<string, tf.Tensor>);
  assert.deepEqual(weightsOf(fitted), weightsOf(byHand));
});

test("the same seed gives the same numbers, another gives others", async () => {
  const run = (seed: number) => fit(small(), train, { epochs: 2, batchSize: 20, seed });
  const [a, b, c] = [await run(3), await run(3), await run(4)];
  assert.deepEqual(a.steps, b.steps);
  assert.notDeepEqual(a.steps, c.steps);
});

test("β may be a schedule over the steps", async () => {
  const beta = (step: number) => Math.min(1, step / 4);
  const { steps } = await fit(small(), train, { epochs: 1, batchSize: 10, beta });
  assert.deepEqual(
    steps.map((step) => step.beta),
    [0.25, 0.5, 0.75, 1, 1],
  );
});

test("an abort ends it after the running step, with a usable model", async () => {
  const controller = new AbortController();
  const vae = small();
  const seen: Progress[] = [];
  const history = await fit(vae, train, {
    epochs: 100_000,
    signal: controller.signal,
    onProgress: (progress) => {
      seen.push(progress);
      controller.abort();
    },
  });
  assert.equal(history.stopped, true);
  assert.ok(history.steps.length < 100_000);
  assert.equal(seen.at(-1)?.done, true);
  assert.ok((await evaluate(vae, train)).loss > 0);
});

test("an aborted signal trains nothing", async () => {
  const vae = small();
  const untouched = weightsOf(vae);
  const history = await fit(vae, train, { signal: AbortSignal.abort() });
  assert.deepEqual([history.steps.length, history.epochs.length], [0, 0]);
  assert.deepEqual(weightsOf(vae), untouched);
});

test("a loss that is not finite stops it, says where, and puts the last good weights back", async () => {
  const vae = small();
  const kept: Float32Array[][] = [];
  let calls = 0;
  const seen: Progress[] = [];
  const run = fit(vae, train, {
    batchSize: 10,
    onProgress: (progress) => seen.push(progress),
    objective: (model, images, options) => {
      calls += 1;
      if (calls <= 8) kept.push(weightsOf(model) as Float32Array[]);
      const terms = elbo(model, images, options);
      return calls < 8 ? terms : { ...terms, objective: terms.objective.mul<tf.Tensor1D>(NaN) };
    },
  });
  await assert.rejects(run, {
    message: /fit: the loss is NaN at step 8 \(epoch 2\)\. .* Lower the learning rate/,
  });
  assert.deepEqual([seen.at(-1)?.done, seen.at(-1)?.step], [true, 7]);
  // The weights that step 7 found good; its own update is what step 8 fell over.
  assert.deepEqual(weightsOf(vae), kept[6]);
});

test("a learning rate that blows up is stopped too", async () => {
  const optimizer = adam({ learningRate: 1e30 });
  const vae = small();
  await assert.rejects(fit(vae, train, { optimizer, batchSize: 10 }), /fit: .* at step \d+/);
  assert.ok(weightsOf(vae).every((values) => values.every(Number.isFinite)));
});

test("a stop in the step that blows up keeps the last good weights, and no bad checkpoint", async () => {
  const controller = new AbortController();
  const vae = small();
  const good = weightsOf(vae);
  const run = fit(vae, train, {
    optimizer: adam({ learningRate: 1e39 }),
    signal: controller.signal,
    objective: (model, images, options) => {
      controller.abort();
      return elbo(model, images, options);
    },
  });
  await assert.rejects(run, /fit: a weight stopped being finite at step/);
  assert.deepEqual(weightsOf(vae), good);
});

test("an objective that leaves weights unused trains the others", async () => {
  const vae = small();
  const unused = vae.weights["encoder/logVariance/weight"]!;
  const before = unused.dataSync().slice();
  const { steps } = await fit(vae, train, {
    epochs: 2,
    batchSize: 10,
    objective: (model, images) => {
      const { mean } = model.encode(images);
      const logLikelihood = bernoulliLogLikelihood(model.decode(mean), images);
      return {
        objective: logLikelihood,
        elbo: logLikelihood,
        logLikelihood,
        kl: mean.sum(1).mul(0),
      };
    },
  });
  assert.ok(steps.at(-1)!.loss < steps[0]!.loss);
  assert.deepEqual(unused.dataSync(), before);
});

test("refuses images that are no images", async () => {
  const pixels = new Float32Array(50 * 16).fill(255);
  await assert.rejects(fit(small(), { ...train, pixels }), {
    name: "RangeError",
    message: /fit: pixel 0 is 255, float pixels must lie in \[0, 1\]/,
  });
  const few = { ...train, pixels: train.pixels.subarray(16) };
  await assert.rejects(fit(small(), few), /fit: bars has 784 pixels/);
  await assert.rejects(fit(small(), { ...train, size: 0 }), /fit: bars has no images/);
  await assert.rejects(evaluate(small(), { ...train, size: 0 }), /evaluate: bars has no images/);
});

test("refuses bad options, by name", async () => {
  const refused = (options: object, message: RegExp) =>
    assert.rejects(fit(small(), train, options), { name: "RangeError", message });
  await refused({ batchSize: 0 }, /fit: batchSize must be a whole number of at least 1; it is 0/);
  await refused({ epochs: 0 }, /fit: epochs/);
  await refused({ epochs: 1.5 }, /fit: epochs/);
  await refused({ beta: -1 }, /fit: beta at step 1 must be .* it is -1/);
  await refused({ beta: () => NaN }, /fit: beta at step 1/);
  await refused({ seed: 0.5 }, /fit: seed/);
  await assert.rejects(fit(new Vae(), train), {
    message:
      /images of bars have 16 values, the model takes 784\. Build it with input: 16, or a Conv/,
  });
});

test("leaves no tensor behind", async () => {
  const vae = small();
  const before = tf.memory().numTensors;
  await fit(vae, train, { test: test10, epochs: 2, batchSize: 10 });
  await fit(vae, train, { epochs: 2, signal: AbortSignal.abort() });
  const failing = [
    { beta: (step: number) => (step > 2 ? -1 : 1), batchSize: 10 },
    {
      objective: () => {
        throw new Error("mine");
      },
    },
    {
      onProgress: () => {
        throw new Error("mine");
      },
    },
  ];
  for (const options of failing) await assert.rejects(fit(vae, train, options));
  assert.equal(tf.memory().numTensors, before);
});

test("the training waits for a promise of onProgress, and does not count that time", async () => {
  const steps: number[] = [];
  let waits = 0;
  const last = { secondsElapsed: Infinity };
  const started = performance.now();
  const { epochs } = await fit(small(), train, {
    epochs: 2,
    batchSize: 10,
    onProgress: async ({ step, secondsElapsed, done }) => {
      steps.push(step);
      last.secondsElapsed = secondsElapsed;
      if (done) return;
      waits += 1;
      await new Promise((wake) => setTimeout(wake, 300));
    },
  });
  const seconds = (performance.now() - started) / 1000;
  assert.ok(waits >= 2, "after each epoch");
  assert.ok(seconds >= 0.3 * waits - 0.01);
  const trained = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  // Both clocks tick in milliseconds, and timers fire early by as much.
  assert.ok(last.secondsElapsed <= seconds - 0.3 * waits + 0.01 * waits, `${last.secondsElapsed}`);
  assert.ok(trained <= last.secondsElapsed);
});

test("a promise of onProgress that is refused ends the training with its reason", async () => {
  const onProgress = () => Promise.reject(new Error("no view"));
  await assert.rejects(fit(small(), train, { epochs: 1, onProgress }), /no view/);
});
