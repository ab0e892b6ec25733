import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal, subseed } from "../../../lib/chance";
import {
  discriminatorLoss,
  nonSaturatingLoss,
  r1Penalty,
  vaeGan,
  vaeGanDiscriminatorLoss,
  wassersteinLoss,
  type VaeGanTerms,
} from "../../../lib/losses";
import { Discriminator, reparameterize, Vae } from "../../../lib/models";
import { adam, fit, type Adversary, type Objective } from "../../../lib/training";
import { nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { bars } from "../training/images";
import { smallImages, smallVae } from "./smallVae";
import { smoothCritic } from "./smoothCritic";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

const softplus = (d: number): number => Math.log1p(Math.exp(d));

test("agrees with a plain loop over real, reconstructed and sampled images", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(5), smoothCritic()];
  const { mean, logVariance } = vae.encode(x);
  const z = reparameterize(mean, logVariance, { seed: 9 });
  const prior = standardNormal<tf.Rank.R2>([5, 2], { seed: subseed(9, "prior") });
  const [real, reconstructed, sampled] = [
    x,
    vae.decode(z).sigmoid(),
    vae.decode(prior).sigmoid(),
  ].map((images) => Array.from(discriminator.logit(images).dataSync())) as [
    number[],
    number[],
    number[],
  ];

  const usual = real.map(
    (d, i) => softplus(-d) + (softplus(reconstructed[i]!) + softplus(sampled[i]!)) / 2,
  );
  const loss = vaeGanDiscriminatorLoss(vae, x, { discriminator, seed: 9 });
  assertClose(loss.dataSync(), usual, 1e-5);

  const penalised = vaeGanDiscriminatorLoss(vae, x, { discriminator, penalty: { r1: 3 }, seed: 9 });
  const slope = r1Penalty(discriminator, x).mul(3);
  assertClose(penalised.sub(loss).dataSync(), slope.dataSync(), 1e-5);

  const critics = real.map((d, i) => (reconstructed[i]! + sampled[i]!) / 2 - d);
  const options = { discriminator, loss: wassersteinLoss, seed: 9 };
  assertClose(vaeGanDiscriminatorLoss(vae, x, options).dataSync(), critics, 1e-5);
});

test("value and gradients are those of half of two discriminatorLoss, with every penalty", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(5), smoothCritic()];
  const { mean, logVariance } = vae.encode(x);
  const codes = {
    reconstructions: reparameterize(mean, logVariance, { seed: 9 }),
    samples: standardNormal<tf.Rank.R2>([5, 2], { seed: subseed(9, "prior") }),
  };
  for (const loss of [nonSaturatingLoss, wassersteinLoss]) {
    const options = { loss, penalty: { r1: 0.5, gradient: 2 } };
    const half = (kind: keyof typeof codes) =>
      discriminatorLoss(discriminator, x, vae.decode(codes[kind]).sigmoid(), {
        ...options,
        seed: subseed(9, kind),
      }).mul(0.5);
    const [ours, plain] = [
      () => vaeGanDiscriminatorLoss(vae, x, { ...options, discriminator, seed: 9 }),
      () => half("reconstructions").add(half("samples")),
    ].map((value) => {
      const weights = Object.values(discriminator.weights);
      const { grads } = tf.variableGrads(() => value().mean<tf.Scalar>(), weights);
      return [value(), ...weights.map(({ name }) => grads[name]!)].map((each) => each.dataSync());
    });
    // Some ten roundings of 6e-8.
    for (const [i, values] of plain!.entries()) assertClose(ours![i]!, values, 1e-6);
  }
});

test("scores the real images once, and R1 looks at them once", () => {
  const [vae, x, critic] = [smallVae(), smallImages(5), smoothCritic()];
  let calls = 0;
  const logit = (images: tf.Tensor2D) => (calls++, critic.logit(images));
  const options = { discriminator: { logit }, penalty: { r1: 1 }, seed: 1 };
  vaeGanDiscriminatorLoss(vae, x, options);
  assert.equal(calls, 4, "real, reconstructed and sampled images, and the slope at the real ones");
});

test("refuses a negative weight", () => {
  const options = { discriminator: smoothCritic(), penalty: { r1: -1 }, seed: 1 };
  assert.throws(() => vaeGanDiscriminatorLoss(smallVae(), smallImages(), options), {
    name: "RangeError",
    message: /vaeGanDiscriminatorLoss: penalty\.r1 must be .* at least 0; it is -1/,
  });
});

test("is 2 log 2 for a discriminator that knows nothing", () => {
  const discriminator = { logit: (x: tf.Tensor2D) => tf.zeros<tf.Rank.R1>([x.shape[0]]) };
  const loss = vaeGanDiscriminatorLoss(smallVae(), smallImages(), { discriminator, seed: 1 });
  assertClose(loss.dataSync(), Array<number>(4).fill(2 * Math.LN2), 1e-6);
});

test("every weight's gradient agrees with finite differences, penalties too", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(6), smoothCritic()];
  const options = { discriminator, penalty: { r1: 0.5, gradient: 2 }, seed: 5 };
  const value = () => vaeGanDiscriminatorLoss(vae, x, options).mean<tf.Scalar>();
  assertWeightGradients(discriminator.weights, value);
});

test("leaves no tensor behind", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), smoothCritic()];
  const options = { discriminator, penalty: { r1: 0.5, gradient: 2 }, seed: 5 };
  assertNoLeak(() => vaeGanDiscriminatorLoss(vae, x, options));
});

nativeTest("as objective and adversary of fit, compiled and plain training agree", async () => {
  const run = async (compile: boolean) => {
    const vae = new Vae({ input: 16, hidden: [8], latent: 2, seed: 1 });
    const discriminator = new Discriminator({ height: 4, width: 4, filters: [3, 4], seed: 2 });
    const optimizer = adam({ beta1: 0.5 });
    const objective: Objective<Vae, VaeGanTerms> = (vae, images, options) =>
      vaeGan(vae, images, { ...options, discriminator, gamma: 0.5 });
    const adversary: Adversary<Vae> = {
      weights: discriminator.weights,
      optimizer,
      loss: (vae, images, options) =>
        vaeGanDiscriminatorLoss(vae, images, { ...options, discriminator, penalty: { r1: 1 } }),
    };
    const options = { objective, adversary, epochs: 2, batchSize: 10, seed: 3, compile };
    const { steps } = await fit(vae, bars(33), options);
    const terms = steps.map(({ loss, featureLogLikelihood, kl, generator, real, adversary }) => [
      loss,
      featureLogLikelihood,
      kl,
      generator,
      real,
      adversary!,
    ]);
    const weights = [...vae.variables, ...discriminator.variables];
    const values = weights.flatMap((variable) => Array.from(variable.dataSync()));
    tf.dispose(weights);
    optimizer.dispose();
    return [...terms.flat(), ...values];
  };
  const [fast, plain] = [await run(true), await run(false)];
  assert.ok(plain.every(Number.isFinite));
  // 8 steps of two updates, each of some hundred roundings of 6e-8, at the worst in one direction.
  assertClose(fast, plain, 8 * 2 * 100 * 6e-8);
});
