import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal } from "../../../lib/chance";
import { elboScore } from "../../../lib/defences";
import { bernoulliLogLikelihood, elbo, gaussianKl } from "../../../lib/losses";
import { assertClose, assertGradient, assertNoLeak } from "../gradients";
import { identityCode, smallImages, smallVae } from "../losses/smallVae";

before(() => backend());

test("by hand: a decoder that knows nothing costs ln 2 a pixel besides the KL", () => {
  // μ = x and σ² = e: KL = ½ (x² + e − 1 − 1) a dimension.
  const vae = identityCode(2, 1);
  const score = elboScore(vae, tf.tensor2d([[1, 0.5]]), { seed: 0 });
  assertClose(score.dataSync(), [2 * Math.LN2 + 0.5 * (1 + 0.25 + 2 * (Math.E - 2))], 1e-6);
});

test("with one draw it is −ELBO", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const expected = elbo(vae, x, { seed: 5 }).elbo.neg();
  assertClose(elboScore(vae, x, { seed: 5, draws: 1 }).dataSync(), expected.dataSync(), 1e-6);
});

test("agrees with a plain loop over images and draws", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { mean, logVariance } = vae.encode(x);
  const noise = standardNormal<tf.Rank.R2>([3 * 4, 2], { seed: 5 }).arraySync();
  const kl = gaussianKl(mean, logVariance).dataSync();
  const expected = x.arraySync().map((image, i) => {
    let sum = 0;
    for (let s = 0; s < 3; s++) {
      const z = mean.arraySync()[i]!.map((m, j) => {
        return m + Math.exp(logVariance.arraySync()[i]![j]! / 2) * noise[4 * s + i]![j]!;
      });
      const logits = vae.decode(tf.tensor2d([z])).dataSync();
      image.forEach((pixel, k) => {
        sum += pixel * logits[k]! - Math.log1p(Math.exp(logits[k]!));
      });
    }
    return kl[i]! - sum / 3;
  });
  assertClose(elboScore(vae, x, { seed: 5, draws: 3 }).dataSync(), expected, 1e-5);
});

test("the mean over draws is what many draws tend to", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const many = elboScore(vae, x, { seed: 1, draws: 4000 }).dataSync();
  const single = Array.from({ length: 400 }, (_, seed) =>
    elboScore(vae, x, { seed: seed + 1, draws: 1 }).dataSync(),
  );
  many.forEach((expected, i) => {
    const values = single.map((row) => row[i]!);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const error = Math.sqrt(squares) / values.length;
    // The many draws have a tenth of the variance.
    assert.ok(Math.abs(mean - expected) < 4 * Math.sqrt(1.1) * error, `${mean}, not ${expected}`);
  });
});

test("its gradient with respect to the images is that of finite differences", () => {
  const vae = smallVae();
  assertGradient((x) => elboScore(vae, x, { seed: 3, draws: 2 }).sum(), smallImages());
});

test("takes another likelihood, and refuses one of another shape", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const twice = (logits: tf.Tensor2D, images: tf.Tensor2D) =>
    bernoulliLogLikelihood(logits, images).mul<tf.Tensor1D>(2);
  const { mean, logVariance } = vae.encode(x);
  const kl = gaussianKl(mean, logVariance);
  const plain = elboScore(vae, x, { seed: 0 }).sub(kl).mul(2).add(kl);
  const doubled = elboScore(vae, x, { seed: 0, likelihood: twice });
  assertClose(doubled.dataSync(), plain.dataSync(), 1e-5);
  const likelihood = (logits: tf.Tensor2D) => logits as unknown as tf.Tensor1D;
  assert.throws(() => elboScore(vae, x, { seed: 0, likelihood }), {
    message: /elboScore: the likelihood's result has shape \[32, 6\], expected \[32\]/,
  });
  assert.throws(() => elboScore(vae, x, { seed: 0, draws: 0 }), { message: /elboScore: draws/ });
});

test("leaves no tensor behind", () => {
  const [vae, x] = [smallVae(), smallImages()];
  assertNoLeak(() => elboScore(vae, x, { seed: 0, draws: 3 }));
});
