import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend, capture } from "../../../lib/backend";
import { seedKey, subseed, type Seed } from "../../../lib/chance";
import { purified } from "../../../lib/defences";
import { crossEntropy } from "../../../lib/losses";
import { reparameterize } from "../../../lib/models";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { smallImages, smallVae } from "../losses/smallVae";

before(() => backend());

const matrix = () => tf.randomNormal<tf.Rank.R2>([6, 3], 0, 2, "float32", 5);
const linear = () => {
  const weights = matrix();
  return { logits: (images: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(images, weights) };
};

test("by default the classifier sees the reconstruction", () => {
  const [vae, classifier, x] = [smallVae(), linear(), smallImages()];
  const defended = purified(classifier, vae);
  const expected = vae.reconstruct(x);
  assertClose(defended.purify(x).dataSync(), expected.dataSync(), 1e-6);
  assertClose(defended.logits(x).dataSync(), classifier.logits(expected).dataSync(), 1e-5);
  assert.deepEqual(defended.logits(x, { seed: 1 }).dataSync(), defended.logits(x).dataSync());
});

test("with sample it sees the decoded draw of z, one for each seed", () => {
  const [vae, classifier, x] = [smallVae(), linear(), smallImages()];
  const defended = purified(classifier, vae, { sample: true });
  const { mean, logVariance } = vae.encode(x);
  for (const seed of [3, seedKey(3, 4)] satisfies Seed[]) {
    const z = reparameterize(mean, logVariance, { seed: subseed(seed, "purified") });
    const expected = vae.decode(z).sigmoid<tf.Tensor2D>();
    assertClose(defended.purify(x, { seed }).dataSync(), expected.dataSync(), 1e-6);
    const logits = defended.logits(x, { seed }).dataSync();
    assertClose(logits, classifier.logits(expected).dataSync(), 1e-5);
    assert.deepEqual(defended.logits(x, { seed }).dataSync(), logits);
    assert.notDeepEqual(defended.logits(x, { seed: 9 }).dataSync(), logits);
  }
});

test("a draw needs a seed, and the message says so", () => {
  const defended = purified(linear(), smallVae(), { sample: true });
  assert.throws(() => defended.logits(smallImages()), {
    name: "TypeError",
    message: /logits: z is drawn, and there is no seed\. Pass \{ seed \}/,
  });
  assert.throws(() => defended.purify(smallImages()), { message: /^purify: z is drawn/ });
});

test("the classifier has a seed of its own, so that defences can be stacked", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const seeds: (Seed | undefined)[] = [];
  const noisy = {
    logits: (images: tf.Tensor2D, options?: { seed: Seed }) => {
      seeds.push(options?.seed);
      return images.clone();
    },
  };
  purified(purified(noisy, vae, { sample: true }), vae, { sample: true }).logits(x, { seed: 1 });
  purified(noisy, vae).logits(x);
  assert.deepEqual(seeds, [subseed(subseed(1, "classifier"), "classifier"), undefined]);
});

test("its gradient with respect to the images is that of finite differences", () => {
  const [vae, classifier, x] = [smallVae(), linear(), smallImages()];
  for (const sample of [false, true]) {
    const defended = purified(classifier, vae, { sample });
    const loss = (images: tf.Tensor2D) =>
      crossEntropy(defended.logits(images, { seed: 2 }), [0, 1, 2, 0]).sum<tf.Scalar>();
    assertGradient(loss, x);
    const gradient = tf.grad((images) => loss(images as tf.Tensor2D))(x);
    assert.ok(gradient.abs().max().dataSync()[0]! > 0.01);
  }
});

test("is the same in a captured step", () => {
  const defended = purified(linear(), smallVae(), { sample: true });
  const step = capture((images: tf.Tensor2D, key: tf.Tensor1D) =>
    tf.tidy(() => defended.logits(images, { seed: key })),
  );
  const x = smallImages();
  for (let i = 0; i < 5; i++) {
    const key = seedKey(7, i);
    const expected = defended.logits(x, { seed: key }).dataSync();
    assertClose(step(x, key).dataSync(), expected, 1e-5);
  }
  step.dispose();
});

test("leaves no tensor behind", () => {
  const x = smallImages();
  for (const sample of [false, true]) {
    const defended = purified(linear(), smallVae(), { sample });
    assertNoLeak(() => defended.logits(x, { seed: 0 }));
    assertNoLeak(() => defended.purify(x, { seed: 0 }));
  }
});
