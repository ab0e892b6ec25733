import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fgsm, pgd } from "../../../lib/attacks";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { imageSet } from "../../../lib/data";
import { accuracy, robustness, type Attack } from "../../../lib/metrics";
import type { ImageClassifier } from "../../../lib/models/imageClassifier";
import { assertClose } from "../gradients";

before(() => backend());

/** The class is the brighter of two pixels. */
const brighter: ImageClassifier = { logits: (images) => images.mul(1) };
/** Darkens the label's pixel by ε and brightens the other one: the best that ℓ∞ allows. */
const dim: Attack = (_, images, labels, { epsilon }) =>
  tf.tidy(() =>
    images
      .sub(tf.oneHot(labels, 2).mul(2).sub(1).mul(epsilon))
      .clipByValue(0, 1)
      .as2D(images.shape[0], 2),
  );
/** Margins 0.1, 0.3, 0.5, 0.7 for the right class, and 0.1 for the wrong one. */
const set = imageSet(Float32Array.of(0.5, 0.4, 0.3, 0.6, 0.7, 0.2, 0.1, 0.8, 0.5, 0.6), {
  height: 1,
  width: 2,
  labels: [0, 1, 0, 1, 0],
});

test("ε takes the images whose margin is below 2ε, and 0 is the clean accuracy", async () => {
  for (const batchSize of [1, 2, 250]) {
    const epsilons = [0, 0.1, 0.2, 0.3, 0.4];
    const reports = await robustness(brighter, set, dim, { epsilons, batchSize });
    assert.deepEqual(
      reports.map(({ epsilon, correct, trials }) => [epsilon, correct, trials]),
      epsilons.map((epsilon, i) => [epsilon, 4 - i, 5]),
    );
    const { epsilon, ...clean } = reports[0]!;
    assert.deepEqual(clean, await accuracy(brighter, set));
    assert.equal(epsilon, 0);
    assert.deepEqual([...reports[2]!.predictions], [1, 0, 0, 1, 1]);
    assertClose([reports[1]!.accuracy], [0.6], 1e-12);
    assert.ok(reports[1]!.lower < 0.6 && reports[1]!.upper > 0.6);
  }
});

test("an image that is wrong without attack stays wrong, whatever the attack makes of it", async () => {
  const helpful: Attack = (classifier, images, labels, { epsilon, seed }) =>
    dim(classifier, images, labels, { epsilon: -epsilon, seed });
  const [report] = await robustness(brighter, set, helpful, { epsilons: [0.3] });
  assert.deepEqual([...report!.predictions], [...set.labels]);
  assert.equal(report!.correct, 4);
});

test("an accuracy that rises with ε is reported as it is", async () => {
  const weak: Attack = (classifier, images, labels, { epsilon, seed }) =>
    dim(classifier, images, labels, { epsilon: epsilon > 0.3 ? 0 : epsilon, seed });
  const reports = await robustness(brighter, set, weak, { epsilons: [0.3, 0.4] });
  assert.deepEqual(
    reports.map(({ correct }) => correct),
    [1, 4],
  );
});

test("fgsm and pgd are attacks, and reach what is best against a linear classifier", async () => {
  const options = { epsilons: [0.1, 0.3] };
  const expected = (await robustness(brighter, set, dim, options)).map(({ correct }) => correct);
  const few: Attack = (classifier, images, labels, own) =>
    pgd(classifier, images, labels, { ...own, steps: 5 });
  for (const attack of [fgsm, few]) {
    const reports = await robustness(brighter, set, attack, options);
    assert.deepEqual(
      reports.map(({ correct }) => correct),
      expected,
    );
  }
});

test("seeds: the same for every ε, others for every batch and for the classifier", async () => {
  const seen: { epsilon: number; seed: number }[] = [];
  const noticed: Attack = (_, images, __, options) => {
    seen.push(options);
    return images.clone();
  };
  const judged: unknown[] = [];
  const noisy: ImageClassifier = {
    logits: (images, options) => {
      judged.push(options!.seed);
      return standardNormal([images.shape[0], 2], options!);
    },
  };
  const epsilons = [0, 0.1, 0.2];
  const options = { epsilons, batchSize: 3, seed: 4 };
  const reports = await robustness(noisy, set, noticed, options);
  assert.deepEqual(
    seen.map(({ epsilon }) => epsilon),
    [0.1, 0.1, 0.2, 0.2],
    "none for ε = 0",
  );
  const [a, b, c, d] = seen.map(({ seed }) => seed);
  assert.deepEqual([a, b], [c, d]);
  assert.notEqual(a, b);
  assert.ok(!judged.includes(a) && !judged.includes(b), "the attack knows the noise to come");
  // Nothing was changed, so the same noise judges the same.
  assert.deepEqual(reports[1]!.predictions, reports[0]!.predictions);
  assert.deepEqual(await robustness(noisy, set, noticed, options), reports);
});

test("tells how far it is, and lets other work in between", async () => {
  const fractions: number[] = [];
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  await robustness(brighter, set, dim, {
    epsilons: [0.1, 0, 0.2],
    batchSize: 2,
    onProgress: (fraction) => fractions.push(fraction),
  });
  clearInterval(timer);
  assertClose(fractions, [0.2, 0.4, 0.5, 0.7, 0.9, 1], 1e-12);
  assert.ok(ticks > 0);
});

test("stops when it is aborted, refuses bad options and attacks, leaves no tensor behind", async () => {
  const { numTensors } = tf.memory();
  const stop = new AbortController();
  const options = { epsilons: [0.1, 0.2], batchSize: 1, signal: stop.signal };
  const onProgress = (fraction: number) => {
    if (fraction > 0.5) stop.abort(new Error("enough"));
  };
  await assert.rejects(robustness(brighter, set, dim, { ...options, onProgress }), {
    message: "enough",
  });
  const refused = (epsilons: number[], message: RegExp, attack = dim) =>
    assert.rejects(robustness(brighter, set, attack, { epsilons }), { message });
  await refused([], /epsilons are empty/);
  await refused([0, -0.1], /each of epsilons must be .* at least 0; it is -0.1/);
  await refused([0.1], /\[0, 1\]/, (_, images) => images.add(1));
  await refused([0.1], /has shape \[1, 2\]/, (_, images) => images.slice([0, 0], [1, -1]));
  assert.equal(tf.memory().numTensors, numTensors);
});
