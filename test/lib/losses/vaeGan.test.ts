import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal, subseed } from "../../../lib/chance";
import {
  elbo,
  gaussianKl,
  gaussianLogLikelihood,
  nonSaturatingLoss,
  vaeGan,
  wassersteinLoss,
  type FeatureCritic,
} from "../../../lib/losses";
import { reparameterize, type Vae } from "../../../lib/models";
import { assertClose, assertNoLeak } from "../gradients";
import { smallImages, smallVae } from "./smallVae";
import { smoothCritic } from "./smoothCritic";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

/** The paper's parts, from the same draws. */
function parts(vae: Vae, x: tf.Tensor2D, discriminator: FeatureCritic, seed: number) {
  const { mean, logVariance } = vae.encode(x);
  const z = reparameterize(mean, logVariance, { seed });
  const prior = standardNormal<tf.Rank.R2>(z.shape, { seed: subseed(seed, "prior") });
  const [reconstructions, samples] = [vae.decode(z).sigmoid(), vae.decode(prior).sigmoid()] as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const f = (images: tf.Tensor2D) => discriminator.features(images);
  const constant = (4 / 2) * Math.log(2 * Math.PI);
  return {
    featureLogLikelihood: gaussianLogLikelihood(f(reconstructions), f(x)).add<tf.Tensor1D>(
      constant,
    ),
    kl: gaussianKl(mean, logVariance),
    reconstructed: discriminator.logit(reconstructions),
    sampled: discriminator.logit(samples),
  };
}

test("agrees with its parts, written out", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(5), smoothCritic()];
  for (const loss of [nonSaturatingLoss, wassersteinLoss]) {
    const options = { discriminator, beta: 3, gamma: 0.5, loss, seed: 9 };
    const terms = vaeGan(vae, x, options);
    const { featureLogLikelihood, kl, reconstructed, sampled } = parts(vae, x, discriminator, 9);
    assertClose(terms.featureLogLikelihood.dataSync(), featureLogLikelihood.dataSync(), 1e-5);
    assertClose(terms.kl.dataSync(), kl.dataSync(), 1e-5);
    const generator = loss.generator(reconstructed).add(loss.generator(sampled)).div(2);
    assertClose(terms.generator.dataSync(), generator.dataSync(), 1e-5);
    const objective = featureLogLikelihood.sub(kl.mul(3)).sub(generator.div(0.5));
    assertClose(terms.objective.dataSync(), objective.dataSync(), 1e-5);
    const outputs = [terms.real, terms.reconstructed, terms.sampled];
    const logits = [discriminator.logit(x), reconstructed, sampled];
    for (const [i, output] of outputs.entries()) {
      assertClose(output.dataSync(), loss.output(logits[i]!).dataSync(), 1e-5);
    }
  }
});

test("by hand: features that are the images, a discriminator that knows nothing", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const discriminator: FeatureCritic = {
    features: (images) => images.clone(),
    logit: (images) => tf.zeros<tf.Rank.R1>([images.shape[0]]),
  };
  const terms = vaeGan(vae, x, { discriminator, seed: 1 });
  const { mean, logVariance } = vae.encode(x);
  const z = reparameterize(mean, logVariance, { seed: 1 });
  const squares = vae.decode(z).sigmoid().sub(x).square().sum(1);
  assertClose(terms.featureLogLikelihood.dataSync(), squares.mul(-0.5).dataSync(), 1e-5);
  assertClose(terms.generator.dataSync(), Array<number>(4).fill(Math.LN2), 1e-6);
  assertClose(terms.real.dataSync(), Array<number>(4).fill(0.5), 1e-6);
});

const half = (vae: Vae, name: "encoder" | "decoder") =>
  Object.fromEntries(Object.entries(vae.weights).filter(([key]) => key.startsWith(`${name}/`)));

function gradientsOf(weights: Record<string, tf.Variable>, value: () => tf.Tensor): number[][] {
  const { grads } = tf.variableGrads(() => value().mean<tf.Scalar>(), Object.values(weights));
  return Object.values(weights).map(({ name }) => Array.from(grads[name]!.dataSync()));
}

test("the encoder's gradient has no part of the GAN, the decoder's is the paper's divided by γ", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(6), smoothCritic()];
  const [beta, gamma, seed] = [2, 0.3, 5];
  const objective = () => vaeGan(vae, x, { discriminator, beta, gamma, seed }).objective;
  const own = () => parts(vae, x, discriminator, seed);
  const [encoder, decoder] = [half(vae, "encoder"), half(vae, "decoder")];

  const ofEncoder = gradientsOf(encoder, objective);
  const expected = gradientsOf(encoder, () => {
    const { featureLogLikelihood, kl } = own();
    return featureLogLikelihood.sub(kl.mul(beta));
  });
  assertClose(ofEncoder.flat(), expected.flat(), 1e-5);

  const ofDecoder = gradientsOf(decoder, objective);
  const papers = gradientsOf(decoder, () => {
    const { featureLogLikelihood, reconstructed, sampled } = own();
    const { generator } = nonSaturatingLoss;
    const fooled = generator(reconstructed).add(generator(sampled)).mul(0.5);
    return featureLogLikelihood.mul(gamma).sub(fooled);
  });
  assertClose(
    ofDecoder.flat().map((g) => g * gamma),
    papers.flat(),
    1e-5,
  );

  // So that the first comparison could fail: the GAN would reach the encoder, and does reach the decoder.
  const fooling = () => nonSaturatingLoss.generator(own().reconstructed);
  for (const weights of [encoder, decoder]) {
    assert.ok(
      gradientsOf(weights, fooling)
        .flat()
        .some((g) => Math.abs(g) > 1e-3),
    );
  }
});

test("the decoder's gradient is that of finite differences, and the encoder's of what it is for", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(6), smoothCritic()];
  const options = { discriminator, beta: 2, gamma: 0.3, seed: 5 };
  assertWeightGradients(half(vae, "decoder"), () => vaeGan(vae, x, options).objective.mean());
  assertWeightGradients(half(vae, "encoder"), () => {
    const { featureLogLikelihood, kl } = vaeGan(vae, x, options);
    return featureLogLikelihood.sub(kl.mul(2)).mean();
  });
});

test("β and a capacity act as in elbo", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), smoothCritic()];
  const pressure = (options: { beta?: number | tf.Scalar; capacity?: number }) => {
    const ours = vaeGan(vae, x, { discriminator, seed: 2, ...options });
    const gan = ours.objective.sub(ours.featureLogLikelihood).add(ours.generator);
    const theirs = elbo(vae, x, { seed: 2, ...options });
    return [gan, theirs.objective.sub(theirs.logLikelihood)].map((t) => t.dataSync());
  };
  for (const options of [{}, { beta: 4 }, { beta: tf.scalar(4) }, { beta: 4, capacity: 3 }]) {
    const [ours, theirs] = pressure(options);
    assertClose(ours!, theirs!, 1e-4);
  }
});

test("refuses a γ that is not positive, a negative β, and features that are not a row an image", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), smoothCritic()];
  const refused = (options: object, message: RegExp) => {
    const run = () => vaeGan(vae, x, { discriminator, seed: 1, ...options });
    assert.throws(run, { name: "RangeError", message });
  };
  refused({ gamma: 0 }, /vaeGan: gamma must be a finite number of at least 5e-324; it is 0/);
  refused({ beta: -1 }, /vaeGan: beta must be .* at least 0; it is -1/);
  const flat = { ...discriminator, features: (images: tf.Tensor2D) => images.sum(1) };
  refused({ discriminator: flat }, /vaeGan: features has shape \[4\], expected \[4, n\]/);
});

test("leaves no tensor behind", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), smoothCritic()];
  assertNoLeak(() => ({ ...vaeGan(vae, x, { discriminator, seed: 0 }) }));
});
