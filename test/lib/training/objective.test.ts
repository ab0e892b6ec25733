import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { elbo } from "../../../lib/losses";
import { Vae, type VaeModel } from "../../../lib/models";
import { evaluate, fit, type Objective } from "../../../lib/training";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { bars } from "./images";

/** 4 batches of 10 and one of 3. */
const [train, held] = [bars(43), bars(12)];
const small = () => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
const base = { epochs: 2, batchSize: 10, seed: 3 };

/** Two values of its own, that are easy to work out. */
function ofImages(model: VaeModel, images: tf.Tensor2D, labels: tf.Tensor1D) {
  return {
    objective: model
      .reconstruct(images)
      .sub<tf.Tensor2D>(images)
      .square()
      .sum<tf.Tensor1D>(1)
      .neg(),
    brightness: images.mean<tf.Tensor1D>(1),
    upright: labels.toFloat<tf.Tensor1D>(),
  };
}
const objective: Objective<Vae, ReturnType<typeof ofImages>> = (vae, images, { labels }) =>
  ofImages(vae, images, labels);

const brightnessOf = ({ pixels }: typeof train): number =>
  Array.from(pixels).reduce((sum, value) => sum + value / 255, 0) / pixels.length;
const uprightOf = ({ labels, size }: typeof train): number =>
  labels.reduce((sum, label) => sum + label, 0) / size;

function assertNear(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs(actual! - expected) < 1e-6, `${actual}, expected ${expected}`);
}

for (const compile of [false, true]) {
  nativeTest(`its values are recorded under their names, compile: ${compile}`, async () => {
    const vae = small();
    const { steps, epochs } = await fit(vae, train, { ...base, objective, test: held, compile });
    for (const step of steps) {
      const names = ["brightness", "examples", "loss", "step", "upright"];
      assert.deepEqual(Object.keys(step).sort(), names);
    }
    for (const { train: trained, test: tested } of epochs) {
      for (const terms of [trained, tested!]) {
        assert.deepEqual(Object.keys(terms).sort(), ["brightness", "loss", "upright"]);
      }
      assertNear(trained.brightness, brightnessOf(train));
      assertNear(trained.upright, uprightOf(train));
      assertNear(tested!.brightness, brightnessOf(held));
      assertNear(tested!.upright, uprightOf(held));
    }
    const { loss, brightness } = await evaluate(vae, held, { objective });
    assertNear(brightness, brightnessOf(held));
    assertNear(loss, epochs[1]!.test!.loss);
    vae.dispose();
  });
}

nativeTest("the loss is the mean of −objective, compiled and plain", async () => {
  const run = async (compile: boolean) => {
    const vae = small();
    const { steps } = await fit(vae, train, { ...base, objective, compile });
    vae.dispose();
    return steps;
  };
  const [fast, plain] = [await run(true), await run(false)];
  const vae = small();
  const images = tf.tensor2d(
    Array.from(train.pixels, (value) => value / 255),
    [43, 16],
  );
  const labels = tf.tensor1d(Array.from(train.labels), "int32");
  const [mean] = ofImages(vae, images, labels).objective.mean().neg().dataSync();
  // Before the first update, of one batch; all images are much alike in it.
  assert.ok(Math.abs(plain[0]!.loss - mean!) < 0.2 * mean!, `${plain[0]!.loss}, ${mean}`);
  assert.ok(plain.at(-1)!.loss < plain[0]!.loss);
  for (const [i, { loss, brightness, upright }] of fast.entries()) {
    // As in compiledSteps.test.ts: 10 steps of some fifty roundings of 6e-8.
    assert.ok(Math.abs(loss - plain[i]!.loss) < 3e-5 * Math.max(1, loss));
    assertNear(brightness, plain[i]!.brightness);
    assert.equal(upright, plain[i]!.upright);
  }
});

nativeTest("what a VAE's objective has besides is left out: those are its terms", async () => {
  const vae = small();
  const { steps } = await fit(vae, train, {
    ...base,
    objective: (vae, images, options) => ({
      ...elbo(vae, images, options),
      brightness: images.mean<tf.Tensor1D>(1),
    }),
  });
  const names = ["beta", "distortion", "examples", "loss", "negativeElbo", "rate", "step"];
  assert.deepEqual(Object.keys(steps[0]!).sort(), names);
  vae.dispose();
});

for (const compile of [false, true]) {
  nativeTest(
    `a value that is not one number an image is refused, compile: ${compile}`,
    async () => {
      const wrong: [Record<string, (images: tf.Tensor2D) => tf.Tensor>, RegExp][] = [
        [{ brightness: (x) => x.mean() }, /objective: brightness has shape \[\], expected \[10\]/],
        [{ brightness: (x) => x.mean(1, true) }, /brightness has shape \[10, 1\], expected \[10\]/],
        [{ brightness: () => tf.zeros([1]) }, /brightness has shape \[1\], expected \[10\]/],
        [{ objective: () => tf.zeros([9]) }, /objective has shape \[9\], expected \[10\]/],
        [{ brightness: () => 0.5 as unknown as tf.Tensor }, /brightness is of type number/],
      ];
      for (const [values, message] of wrong) {
        const vae = small();
        const bad: Objective<Vae, ReturnType<typeof ofImages>> = (vae, images, options) => ({
          ...objective(vae, images, options),
          ...Object.fromEntries(Object.entries(values).map(([name, of]) => [name, of(images)])),
        });
        await assert.rejects(fit(vae, train, { ...base, objective: bad, compile }), { message });
        vae.dispose();
      }
    },
  );
}

nativeTest("leaves no tensor behind", async (backend) => {
  const run = async () => {
    const vae = small();
    for (const compile of [false, true]) {
      await fit(vae, train, { ...base, objective, test: held, compile });
    }
    vae.dispose();
  };
  await run();
  const before = countTensors(backend);
  await run();
  assert.deepEqual(countTensors(backend), before);
});
