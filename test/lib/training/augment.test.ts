import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { uniform } from "../../../lib/chance";
import { Vae } from "../../../lib/models";
import { adam, fit, type Adversary, type Augment, type Objective } from "../../../lib/training";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { bars } from "./images";

/** 2 batches of 10 and one of 3. */
const [train, held] = [bars(23), bars(12)];
const small = () => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
const base = { epochs: 2, batchSize: 10, seed: 3 };

/** Depends on one bias alone, and records what it sees. */
const seen = (vae: Vae, images: tf.Tensor2D) => ({
  objective: images
    .mean<tf.Tensor1D>(1)
    .sub<tf.Tensor1D>(vae.weights["decoder/logits/bias"]!.sub(1).square().mean()),
  brightness: images.mean<tf.Tensor1D>(1),
});
const objective: Objective<Vae, ReturnType<typeof seen>> = seen;
const noisy: Augment<Vae> = (_, images, { seed }) =>
  images.add<tf.Tensor2D>(uniform(images.shape, { seed }));

async function trained(compile: boolean, augment: Augment<Vae>, more: object = {}) {
  const vae = small();
  const history = await fit(vae, train, {
    ...base,
    objective,
    augment,
    test: held,
    compile,
    ...more,
  });
  const weights = Object.entries(vae.weights).map(
    ([name, variable]) => [name, Array.from(variable.dataSync())] as const,
  );
  vae.dispose();
  return { history, weights: Object.fromEntries(weights) };
}

for (const compile of [false, true]) {
  nativeTest(
    `changes the images of training, not those of the test, compile: ${compile}`,
    async () => {
      const black: Augment<Vae> = (_, images) => images.zerosLike();
      const { history } = await trained(compile, black);
      const pixels = Array.from(held.pixels, (value) => value / 255);
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      for (const { train, test } of history.epochs) {
        assert.equal(train.brightness, 0);
        assert.ok(Math.abs(test!.brightness - mean) < 1e-6, `${test!.brightness}, not ${mean}`);
      }
    },
  );

  nativeTest(`is given the model and the images' labels, compile: ${compile}`, async () => {
    let was: unknown;
    const { history } = await trained(compile, (vae, images, { labels }) => {
      was = vae;
      return images.zerosLike().add(labels.toFloat().expandDims(1));
    });
    assert.ok(was instanceof Vae);
    const mean = train.labels.reduce((sum, label) => sum + label, 0) / train.size;
    for (const { train } of history.epochs) assert.ok(Math.abs(train.brightness - mean) < 1e-6);
  });

  nativeTest(`no gradient passes through it, compile: ${compile}`, async () => {
    // Without the cut, the brightness that the decoder adds would be raised by all its weights.
    const { weights } = await trained(compile, (vae, images) =>
      images.add<tf.Tensor2D>(vae.reconstruct(images)),
    );
    const vae = small();
    for (const [name, variable] of Object.entries(vae.weights)) {
      const before = Array.from(variable.dataSync());
      if (name === "decoder/logits/bias") assert.notDeepEqual(weights[name], before);
      else assert.deepEqual(weights[name], before, name);
    }
    vae.dispose();
  });

  nativeTest(`images of another shape are refused, compile: ${compile}`, async () => {
    await assert.rejects(
      trained(compile, (_, images) => images.slice([0, 1])),
      { name: "RangeError", message: /augment: images has shape \[10, 15\], expected \[10, 16\]/ },
    );
    await assert.rejects(
      trained(compile, (_, images) => images.slice([1, 0])),
      { message: /augment: images has shape \[9, 16\], expected \[10, 16\]/ },
    );
  });

  nativeTest(`an adversary sees the same images, compile: ${compile}`, async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(0)));
    const optimizer = adam();
    const adversary: Adversary<Vae> = {
      weights: { weight },
      optimizer,
      loss: (_, images) => tf.tidy(() => images.mean<tf.Tensor1D>(1).add(weight.square())),
    };
    const { history } = await trained(compile, noisy, { adversary });
    // The weight stays at 0, where its square is lowest.
    for (const step of history.steps) {
      assert.ok(Math.abs(step.brightness - step.adversary!) < 1e-6);
    }
    tf.dispose(weight);
    optimizer.dispose();
  });
}

nativeTest(
  "its chance is a step's own: the same compiled and plain, and not the objective's",
  async () => {
    const [fast, plain] = [await trained(true, noisy), await trained(false, noisy)];
    const means = plain.history.steps.map(({ brightness }) => brightness);
    assert.equal(new Set(means).size, means.length, "other noise at each step");
    for (const [i, { brightness }] of fast.history.steps.entries()) {
      assert.ok(Math.abs(brightness - means[i]!) < 1e-6);
    }
    const drawn: Objective<Vae, ReturnType<typeof seen>> = (vae, images, { seed }) => ({
      ...seen(vae, images),
      brightness: images.sub(uniform(images.shape, { seed })).abs().mean<tf.Tensor1D>(1),
    });
    const only: Augment<Vae> = (_, images, { seed }) => uniform(images.shape, { seed });
    const { history } = await trained(false, only, { objective: drawn });
    // Two independent uniform numbers differ by ⅓ on average.
    for (const { brightness } of history.steps) assert.ok(brightness > 0.2, `${brightness}`);
  },
);

nativeTest("leaves no tensor behind", async (backend) => {
  for (const compile of [false, true]) {
    await trained(compile, noisy);
    const before = countTensors(backend);
    await trained(compile, noisy);
    assert.deepEqual(countTensors(backend), before);
  }
});
