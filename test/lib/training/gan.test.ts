import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { backend } from "../../../lib/backend";
import { standardNormal, subseed } from "../../../lib/chance";
import { images } from "../../../lib/data";
import { nonSaturatingLoss, r1Penalty, wassersteinLoss, type GanLoss } from "../../../lib/losses";
import { Discriminator, Generator, reparameterize, Vae } from "../../../lib/models";
import { adam, fit, gan, type GanOptions } from "../../../lib/training";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { assertClose, assertNoLeak } from "../gradients";
import { bars } from "./images";

before(() => backend());

const train = bars(63);
const small = () => new Generator({ height: 4, width: 4, filters: [3, 4], latent: 2, seed: 1 });
const judge = () => new Discriminator({ height: 4, width: 4, filters: [3, 4], seed: 2 });
const batch = () => images(train, Int32Array.from([0, 3, 5, 8]));
const valuesOf = (variables: readonly tf.Variable[]) =>
  variables.map((variable) => Array.from(variable.dataSync()));
const given = () => ({ seed: 7, beta: 1, labels: tf.zeros<tf.Rank.R1>([4], "int32") });
const fast = () => adam({ learningRate: 1e-3, beta1: 0.5 });

test("the terms are the loss of images made of N(0, I), written out", () => {
  const [generator, discriminator] = [small(), judge()];
  const losses: [GanLoss, (logits: tf.Tensor1D) => tf.Tensor][] = [
    [nonSaturatingLoss, (d) => d.sigmoid()],
    [wassersteinLoss, (d) => d],
  ];
  for (const [loss, output] of losses) {
    const { objective } = gan(discriminator, { optimizer: fast(), loss });
    const terms = objective(generator, batch(), given());
    const z = standardNormal<tf.Rank.R2>([4, 2], { seed: subseed(7, "generator") });
    const fake = discriminator.logit(generator.decode(z).sigmoid());
    assertClose(terms.objective.dataSync(), loss.generator(fake).neg().dataSync(), 1e-6);
    assertClose(terms.fake.dataSync(), output(fake).dataSync(), 1e-6);
    assertClose(terms.real.dataSync(), output(discriminator.logit(batch())).dataSync(), 1e-6);
  }
});

test("the adversary's loss is the discriminator's, on images made of other codes", () => {
  const [generator, discriminator] = [small(), judge()];
  const penalty = { r1: 3 };
  const { adversary } = gan(discriminator, { optimizer: fast(), penalty });
  const z = standardNormal<tf.Rank.R2>([4, 2], { seed: subseed(7, "discriminator") });
  const logits = [
    discriminator.logit(batch()),
    discriminator.logit(generator.decode(z).sigmoid()),
  ] as const;
  const expected = nonSaturatingLoss
    .discriminator(...logits)
    .add(r1Penalty(discriminator, batch()).mul(3));
  const loss = adversary.loss(generator, batch(), given());
  assertClose(loss.dataSync(), expected.dataSync(), 1e-5);
  assert.deepEqual(Object.keys(adversary.weights), Object.keys(discriminator.weights));
  assert.equal(adversary.updates, 1);
});

test("codes may come from a VAE's q(z|x) of the same images", () => {
  const [generator, discriminator] = [small(), judge()];
  const vae = new Vae({ input: 16, hidden: [5], latent: 2, seed: 3 });
  const latents: GanOptions["latents"] = (images, { seed }) => {
    const { mean, logVariance } = vae.encode(images);
    return reparameterize(mean, logVariance, { seed });
  };
  const { objective } = gan(discriminator, { optimizer: fast(), latents });
  const { mean, logVariance } = vae.encode(batch());
  const z = reparameterize(mean, logVariance, { seed: subseed(7, "generator") });
  const expected = discriminator.logit(generator.decode(z).sigmoid()).sigmoid();
  assertClose(objective(generator, batch(), given()).fake.dataSync(), expected.dataSync(), 1e-6);

  const wide = gan(discriminator, { optimizer: fast(), latents: () => tf.zeros([4, 3]) });
  assert.throws(() => wide.objective(generator, batch(), given()), {
    name: "RangeError",
    message: /gan: latents has shape \[4, 3\], expected \[4, 2\]/,
  });
});

for (const compile of [false, true]) {
  const only = async (rates: { generator: number; discriminator: number }) => {
    const [generator, discriminator] = [small(), judge()];
    const before = [valuesOf(generator.variables), valuesOf(discriminator.variables)];
    const [optimizer, own] = [rates.discriminator, rates.generator].map((learningRate) =>
      adam({ learningRate }),
    ) as [ReturnType<typeof adam>, ReturnType<typeof adam>];
    const penalty = { r1: 1 };
    const options = { epochs: 1, batchSize: 10, seed: 3, compile, optimizer: own };
    await fit(generator, train, { ...gan(discriminator, { optimizer, penalty }), ...options });
    const after = [valuesOf(generator.variables), valuesOf(discriminator.variables)];
    return { before, after };
  };

  nativeTest(
    `an update moves every weight of its network, and the other's not by a bit, compile: ${compile}`,
    async () => {
      for (const [moved, still, rates] of [
        [0, 1, { generator: 1e-3, discriminator: 0 }],
        [1, 0, { generator: 0, discriminator: 1e-3 }],
      ] as const) {
        const { before, after } = await only(rates);
        assert.deepEqual(after[still], before[still]);
        for (const [i, values] of after[moved]!.entries()) {
          assert.notDeepEqual(values, before[moved]![i]);
        }
      }
    },
  );
}

async function trained(compile: boolean, more: object = {}) {
  const [generator, discriminator, optimizer] = [small(), judge(), fast()];
  const [own, vae] = [fast(), new Vae({ input: 16, hidden: [5], latent: 2, seed: 3 })];
  const penalty = { r1: 0.5, gradient: 0.5 };
  const history = await fit(generator, train, {
    ...gan(discriminator, { optimizer, penalty, updates: 2 }),
    optimizer: own,
    epochs: 2,
    batchSize: 10,
    seed: 3,
    compile,
    ...more,
  });
  const weights = valuesOf([...generator.variables, ...discriminator.variables]);
  for (const one of [generator, discriminator, vae, optimizer, own]) one.dispose();
  return { history, weights };
}

nativeTest("compiled and plain, it does the same", async () => {
  const [compiled, plain] = [await trained(true), await trained(false)];
  const numbers = ({ history, weights }: typeof plain) => [
    ...history.steps.flatMap(({ loss, real, fake, adversary }) => [loss, real, fake, adversary!]),
    ...weights.flat(),
  ];
  // 14 steps of three updates, each of some fifty roundings of 6e-8, at the worst in one direction.
  assertClose(numbers(compiled), numbers(plain), 14 * 3 * 50 * 6e-8);
});

for (const compile of [false, true]) {
  nativeTest(`a stop and a resume change nothing of it, compile: ${compile}`, async () => {
    const whole = await trained(compile);
    let saved: tf.io.ModelArtifacts | undefined;
    const checkpoint: tf.io.IOHandler = {
      save: (artifacts) => {
        saved = artifacts;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
        });
      },
      load: () => Promise.resolve(saved ?? { modelTopology: {} }),
    };
    await trained(compile, { epochs: 1, checkpoint });
    const resumed = await trained(compile, { checkpoint, resume: true });
    assert.deepEqual(resumed.weights, whole.weights);
    assert.deepEqual(resumed.history.steps, whole.history.steps);
  });
}

nativeTest("a VAE's decoder can be trained so; its encoder stays as it was", async () => {
  const [vae, discriminator, optimizer] = [
    new Vae({ input: 16, hidden: [5], latent: 2, seed: 3 }),
    judge(),
    fast(),
  ];
  const before = valuesOf(vae.variables);
  const options = { epochs: 1, batchSize: 10, compile: true };
  await fit(vae, train, { ...gan(discriminator, { optimizer }), ...options });
  const after = valuesOf(vae.variables);
  for (const [i, name] of Object.keys(vae.weights).entries()) {
    if (name.startsWith("encoder/")) assert.deepEqual(after[i], before[i], name);
    else assert.notDeepEqual(after[i], before[i], name);
  }
});

nativeTest("leaves no tensor behind", async (backend) => {
  const [generator, discriminator, x] = [small(), judge(), batch()];
  const penalty = { r1: 1, gradient: 1 };
  const { objective, adversary } = gan(discriminator, { optimizer: fast(), penalty });
  const options = given();
  assertNoLeak(() => ({ ...objective(generator, x, options) }));
  assertNoLeak(() => adversary.loss(generator, x, options));
  await trained(true);
  const before = countTensors(backend);
  await trained(true);
  assert.deepEqual(countTensors(backend), before);
});
