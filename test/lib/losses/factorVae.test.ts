import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { elbo, factorVae, factorVaeDiscriminatorLoss } from "../../../lib/losses";
import { reparameterize, TotalCorrelationDiscriminator } from "../../../lib/models";
import { adam, type FitOptions } from "../../../lib/training";
import { assertClose, assertNoLeak } from "../gradients";
import { testCompiles } from "../training/testCompiles";
import { smallImages, smallVae } from "./smallVae";
import { assertWeightGradients } from "./weightGradients";

before(() => backend());

const small = () => new TotalCorrelationDiscriminator({ latent: 2, hidden: [6, 5], seed: 4 });

test("with γ = 0 it is the ELBO", () => {
  const [vae, x] = [smallVae(), smallImages()];
  const { objective } = factorVae(vae, x, { beta: 3, seed: 9, gamma: 0, discriminator: small() });
  assertClose(objective.dataSync(), elbo(vae, x, { beta: 3, seed: 9 }).objective.dataSync(), 0);
});

test("takes γ times the discriminator's word at each z from the ELBO", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), small()];
  const { mean, logVariance } = vae.encode(x);
  const z = reparameterize(mean, logVariance, { seed: 9 });
  const ratio = discriminator.logDensityRatio(z).dataSync();
  const plain = elbo(vae, x, { seed: 9 }).objective.dataSync();
  const terms = factorVae(vae, x, { seed: 9, gamma: 7, discriminator });
  assertClose(terms.totalCorrelation.dataSync(), ratio, 1e-6);
  assertClose(
    terms.objective.dataSync(),
    plain.map((value, i) => value - 7 * ratio[i]!),
    1e-5,
  );
});

test("every weight's gradient agrees with finite differences", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(6), small()];
  const options = { seed: 5, gamma: 7, discriminator };
  // A step this small seldom crosses a kink of the leaky ReLU; its rounding is 3e-4.
  const value = () => factorVae(vae, x, options).objective.mean<tf.Scalar>();
  assertWeightGradients(vae.weights, value, { h: 1e-3 });
});

test("refuses a negative γ", () => {
  const options = { seed: 0, gamma: -1, discriminator: small() };
  assert.throws(() => factorVae(smallVae(), smallImages(), options), {
    name: "RangeError",
    message: /factorVae: gamma must be a finite number of at least 0; it is -1/,
  });
});

test("leaves no tensor behind", () => {
  const [vae, x, discriminator] = [smallVae(), smallImages(), small()];
  assertNoLeak(() => ({ ...factorVae(vae, x, { seed: 0, discriminator }) }));
});

testCompiles((): FitOptions => {
  const discriminator = new TotalCorrelationDiscriminator({ latent: 2, hidden: [8, 8] });
  return {
    objective: (vae, images, options) => factorVae(vae, images, { ...options, discriminator }),
    adversary: {
      weights: discriminator.weights,
      optimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
      loss: (vae, images, options) =>
        factorVaeDiscriminatorLoss(vae, images, { ...options, discriminator }),
    },
  };
});
