import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { seedKey } from "../../../lib/chance";
import { deriveSeed } from "../../../lib/checks";
import { images, imageSet, type ImageSet } from "../../../lib/data";
import { elboScore, likelihoodDetector } from "../../../lib/defences";
import { auroc } from "../../../lib/metrics";
import { Vae } from "../../../lib/models";
import { adam, fit } from "../../../lib/training";
import { bars } from "../training/images";

let vae: Vae;
before(async () => {
  await backend();
  vae = new Vae({ input: 16, hidden: [16], latent: 3, seed: 1 });
  const optimizer = adam({ learningRate: 0.02 });
  await fit(vae, bars(60), { epochs: 20, batchSize: 20, optimizer, compile: false });
  optimizer.dispose();
});
after(() => {
  vae.dispose();
});

/** Bars with each pixel's intensity turned round. */
const inverted = (set: ImageSet): ImageSet =>
  imageSet(
    (set.pixels as Uint8Array).map((value) => 255 - value),
    { height: 4, width: 4 },
  );

test("flags the fraction of clean images that it was told, and other images", async () => {
  for (const falsePositiveRate of [0, 0.1, 0.25]) {
    const detector = await likelihoodDetector(vae, bars(50), { falsePositiveRate });
    const clean = await detector.detect(bars(50));
    assert.ok(clean.rate <= falsePositiveRate, `${clean.rate} > ${falsePositiveRate}`);
    assert.ok(clean.rate > falsePositiveRate - 0.02 - 1e-9, `${clean.rate}`); // no ties: one in 50 is the step
    assert.deepEqual(
      clean.flags,
      Array.from(clean.scores, (score) => score > detector.threshold),
    );
    const other = await detector.detect(inverted(bars(50)));
    assert.equal(other.rate, 1);
    assert.equal(auroc(other.scores, clean.scores), 1);
  }
});

test("scores are −ELBO, batch by batch, the same for a set and for a tensor", async () => {
  const set = bars(7);
  const options = { batchSize: 3, draws: 2, seed: 5 };
  const detector = await likelihoodDetector(vae, bars(50), options);
  const x = images(set);
  const noise = deriveSeed(5, "likelihoodDetector");
  const expected = [0, 3, 6].flatMap((first) => {
    const batch = x.slice([first, 0], [Math.min(3, 7 - first), 16]);
    const seed = seedKey(noise, first);
    return Array.from(elboScore(vae, batch, { seed, draws: 2 }).dataSync());
  });
  assert.deepEqual(Array.from((await detector.detect(set)).scores), expected);
  assert.deepEqual(Array.from((await detector.detect(x)).scores), expected);
  const others = await detector.detect(x, { seed: 6 });
  assert.notDeepEqual(Array.from(others.scores), expected);
});

test("its score is the differentiable one, with the detector's draws", async () => {
  const detector = await likelihoodDetector(vae, bars(50), { draws: 3 });
  const x = images(bars(4));
  const expected = elboScore(vae, x, { seed: 9, draws: 3 }).dataSync();
  assert.deepEqual(detector.score(x, { seed: 9 }).dataSync(), expected);
  const gradient = tf.grad((images) => detector.score(images as tf.Tensor2D, { seed: 9 }).sum())(x);
  assert.ok(gradient.abs().max().dataSync()[0]! > 0);
});

test("can be stopped", async () => {
  const detector = await likelihoodDetector(vae, bars(50));
  const signal = AbortSignal.abort(new Error("enough"));
  await assert.rejects(likelihoodDetector(vae, bars(50), { signal }), { message: "enough" });
  await assert.rejects(detector.detect(bars(5), { signal }), { message: "enough" });
});

test("refuses what it cannot work with", async () => {
  const refused = (options: object, message: RegExp) =>
    assert.rejects(likelihoodDetector(vae, bars(5), options), { name: "RangeError", message });
  await refused({ falsePositiveRate: 1 }, /likelihoodDetector: falsePositiveRate must be/);
  await refused({ falsePositiveRate: NaN }, /falsePositiveRate/);
  await refused({ batchSize: 0 }, /likelihoodDetector: batchSize/);
  await refused({ seed: 0.5 }, /likelihoodDetector: seed/);
  await refused({ draws: 0 }, /elboScore: draws/);
  const likelihood = (logits: tf.Tensor2D) => tf.fill<tf.Rank.R1>([logits.shape[0]], NaN);
  await assert.rejects(likelihoodDetector(vae, bars(5), { likelihood }), {
    message: /likelihoodDetector: the score of image 0 is NaN\. The model or the likelihood/,
  });
});

test("leaves no tensor behind", async () => {
  const x = images(bars(5));
  const { numTensors } = tf.memory();
  const detector = await likelihoodDetector(vae, bars(20), { batchSize: 8 });
  await detector.detect(x);
  await detector.detect(bars(5));
  assert.equal(tf.memory().numTensors, numTensors);
});
