import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { latentAttack } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { crossEntropy } from "../../../lib/losses";
import { Vae, type EncoderDecoder } from "../../../lib/models";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { linearClassifier } from "./linearClassifier";

before(() => backend());

const classifier = linearClassifier([3, -1, 2, 4]);

/** μ(x) is the image's first two pixels, and the decoder is linear: codes outside [0, 1] are as good as others. */
const linear = (): EncoderDecoder => {
  const decoder = tf.tensor2d([
    [1, 2, 0, -1],
    [0.5, 1, 1, 2],
  ]);
  return {
    encode: (images) => {
      const mean = images.slice<tf.Tensor2D>([0, 0], [-1, 2]);
      return { mean, logVariance: mean.zerosLike() };
    },
    decode: (latent) => tf.matMul(latent, decoder),
  };
};
const images = (): tf.Tensor2D =>
  tf.tensor2d([
    [0.2, 0.9, 0, 0],
    [1, 0, 0, 0],
  ]);

test("finds the worst image of the ball around μ(x), as a search of its edge does", () => {
  const vae = linear();
  const epsilon = 1.5;
  for (const label of [0, 1]) {
    const found = latentAttack(classifier, vae, images(), [label, label], {
      epsilon,
      compile: false,
    });
    const lossAt = (z: tf.Tensor2D): tf.Tensor1D =>
      crossEntropy(
        classifier.logits(vae.decode(z).sigmoid()),
        tf.fill([z.shape[0]], label, "int32"),
      );
    const losses = lossAt(found.latent).dataSync();
    for (const [i, centre] of [
      [0.2, 0.9],
      [1, 0],
    ].entries()) {
      const edge = Array.from({ length: 720 }, (_, k) => {
        const angle = (Math.PI * k) / 360;
        return [centre[0]! + epsilon * Math.cos(angle), centre[1]! + epsilon * Math.sin(angle)];
      });
      const best = lossAt(tf.tensor2d(edge)).max().dataSync()[0]!;
      assertClose([losses[i]!], [best], 1e-3);
      const [a, b] = found.latent.arraySync()[i]! as [number, number];
      assert.ok(Math.hypot(a - centre[0]!, b - centre[1]!) <= epsilon * (1 + 1e-6));
    }
    assertClose(found.images.dataSync(), vae.decode(found.latent).sigmoid().dataSync(), 1e-6);
  }
});

test("ε = 0 gives the reconstruction", () => {
  const vae = new Vae({ input: 4, hidden: [3], latent: 2, seed: 1 });
  const found = latentAttack(classifier, vae, images(), [0, 1], { epsilon: 0, compile: false });
  assert.deepEqual(found.images.dataSync(), vae.reconstruct(images()).dataSync());
  assert.deepEqual(found.latent.dataSync(), vae.encode(images()).mean.dataSync());
});

test("targets are approached instead of left", () => {
  const vae = linear();
  const at = (label: number, targeted: boolean) =>
    latentAttack(classifier, vae, images(), [label, label], {
      epsilon: 1,
      targeted,
      compile: false,
    });
  assertClose(at(1, true).latent.dataSync(), at(0, false).latent.dataSync(), 1e-6);
});

nativeTest("compiled and plain steps agree", () => {
  const vae = linear();
  const at = (compile: boolean): ArrayLike<number> =>
    latentAttack(classifier, vae, images(), [0, 1], { epsilon: 1, compile }).latent.dataSync();
  assertClose(at(true), at(false), 1e-5);
});

test("leaves no tensor behind, and refuses what does not fit", () => {
  const vae = new Vae({ input: 4, hidden: [3], latent: 2, seed: 1 });
  const [x, labels] = [images(), tf.tensor1d([0, 1], "int32")];
  const attack = (options: object = {}) => ({
    ...latentAttack(classifier, vae, x, labels, { epsilon: 1, steps: 5, draws: 2, ...options }),
  });
  assertNoLeak(() => attack());
  assert.throws(() => attack({ epsilon: -1 }), /^RangeError: latentAttack: epsilon must be/);
  assert.throws(() => attack({ steps: 0 }), /^RangeError: latentAttack: steps must be/);
});
