import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { seedKey, subseed, uniform } from "../../../lib/chance";
import { deriveSeed } from "../../../lib/checks";
import { elbo } from "../../../lib/losses";
import { Vae, type VaeModel } from "../../../lib/models";
import {
  adam,
  fit,
  type Adversary,
  type FitOptions,
  type History,
  type Optimizer,
} from "../../../lib/training";
import { countTensors, nativeTest } from "../backend/capture/nativeTest";
import { bars } from "./images";

const train = bars(253);
const small = (): Vae => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
const base: FitOptions = { epochs: 4, batchSize: 10, seed: 3 };

/** Guesses the label from the first component of the code. */
function guesser(): Adversary & { guess: tf.Variable } {
  const guess = tf.tidy(() => tf.variable(tf.tensor1d([0.1, 0])));
  return {
    guess,
    weights: { guess },
    optimizer: adam({ learningRate: 0.05 }),
    loss: (vae, images, { labels }) =>
      tf.tidy(() => {
        const code = vae.encode(images).mean.slice([0, 0], [-1, 1]).squeeze<tf.Tensor1D>([1]);
        const guessed = code.mul(guess.slice(0, 1)).add(guess.slice(1, 1));
        return guessed.sub<tf.Tensor1D>(labels.toFloat()).square();
      }),
  };
}

function freed(adversary: Adversary): void {
  tf.dispose(adversary.weights);
  adversary.optimizer.dispose();
}

const valuesOf = (variables: readonly tf.Variable[]): number[][] =>
  variables.map((variable) => Array.from(variable.dataSync()));

async function trained(
  options: FitOptions,
): Promise<{ history: History; weights: number[][]; guess: number[] }> {
  const [vae, adversary] = [small(), guesser()];
  const history = await fit(vae, train, { ...options, adversary });
  const weights = valuesOf(vae.variables);
  const guess = Array.from(adversary.guess.dataSync());
  vae.dispose();
  freed(adversary);
  return { history, weights, guess };
}

nativeTest(
  "an adversary that the objective does not see leaves the model's training as it is",
  async () => {
    const vae = small();
    const { epochs } = await fit(vae, train, { ...base, compile: false });
    const { history, weights } = await trained({ ...base, compile: false });
    assert.deepEqual(weights, valuesOf(vae.variables));
    assert.equal(history.epochs[3]!.train.loss, epochs[3]!.train.loss);
    assert.equal(epochs[3]!.train.adversary, undefined);
    vae.dispose();
  },
);

nativeTest("it minimises its own loss, which is told", async () => {
  const { history } = await trained({ ...base, compile: false });
  const [first, last] = [history.epochs[0]!.train.adversary!, history.epochs[3]!.train.adversary!];
  assert.ok(last < first, `${first} → ${last}`);
});

nativeTest("compiled and plain, it does the same", async () => {
  const [fast, plain] = [
    await trained({ ...base, compile: true }),
    await trained({ ...base, compile: false }),
  ];
  // As in compiledSteps.test.ts: some thirty roundings of 6e-8 a step, over 104 steps, at the worst in one direction.
  const tolerance = 104 * 30 * 6e-8;
  for (const [i, value] of fast.guess.entries()) {
    assert.ok(Math.abs(value - plain.guess[i]!) < tolerance, `${value}, ${plain.guess[i]}`);
  }
  for (const [i, { adversary }] of fast.history.steps.entries()) {
    const expected = plain.history.steps[i]!.adversary!;
    assert.ok(Math.abs(adversary! - expected) < tolerance * Math.max(1, expected));
  }
});

for (const compile of [false, true]) {
  nativeTest(`a stop and a resume change nothing of it, compile: ${compile}`, async () => {
    const whole = await trained({ ...base, compile });
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
    await trained({ ...base, compile, epochs: 2, checkpoint });
    const resumed = await trained({ ...base, compile, checkpoint, resume: true });
    assert.deepEqual(resumed.guess, whole.guess);
    assert.deepEqual(resumed.weights, whole.weights);
  });
}

for (const compile of [false, true]) {
  nativeTest(`a loss of it that is not finite ends the training, compile: ${compile}`, async () => {
    const [vae, adversary] = [small(), guesser()];
    const before = valuesOf(vae.variables);
    const loss: Adversary["loss"] = (...given) => adversary.loss(...given).mul(Infinity);
    await assert.rejects(fit(vae, train, { ...base, compile, adversary: { ...adversary, loss } }), {
      message: /^fit: the adversary's loss is Infinity at step 1 /,
    });
    assert.deepEqual(valuesOf(vae.variables), before, "the last good weights");
    assert.ok(valuesOf([adversary.guess])[0]!.every(Number.isFinite));
    vae.dispose();
    freed(adversary);
  });
}

for (const compile of [false, true]) {
  nativeTest(
    `the capacity reaches the objective, a schedule too, compile: ${compile}`,
    async () => {
      const run = async (options: FitOptions): Promise<[History, VaeModel]> => {
        const vae = small();
        return [await fit(vae, train, { ...base, epochs: 12, compile, ...options }), vae];
      };
      const optimizer = adam({ learningRate: 0.01 });
      const [towards] = await run({
        beta: 20,
        capacity: (step) => Math.min(1, step / 100),
        optimizer,
      });
      const rate = towards.epochs.at(-1)!.train.rate;
      assert.ok(Math.abs(rate - 1) < 0.3, `the rate is ${rate}, 1 nat is wanted`);
      assert.deepEqual(
        [0, 49, 299].map((i) => towards.steps[i]!.capacity),
        [0.01, 0.5, 1],
      );
      const [without] = await run({});
      assert.equal(without.steps[0]!.capacity, undefined);
      optimizer.dispose();
    },
  );
}

for (const compile of [false, true]) {
  nativeTest(`an objective is given each image's label, compile: ${compile}`, async () => {
    const vae = small();
    const { steps } = await fit(vae, train, {
      ...base,
      epochs: 1,
      compile,
      objective: (vae, images, { labels, ...options }) => {
        const terms = elbo(vae, images, options);
        return { ...terms, objective: terms.objective.mul(0).sub(labels.toFloat()) };
      },
    });
    const labels = train.labels.reduce((sum, label) => sum + label, 0) / train.size;
    const mean = steps.reduce((sum, { loss, examples }) => sum + loss * examples, 0) / train.size;
    assert.ok(Math.abs(mean - labels) < 1e-5, `${mean}, ${labels}`);
    vae.dispose();
  });
}

/** w ← w − g, and nothing to remember. */
const descent = (): Optimizer => ({
  learningRate: 1,
  prepare: () => undefined,
  apply: (weights, gradients) => {
    tf.tidy(() => {
      for (const [name, gradient] of Object.entries(gradients)) {
        weights[name]!.assign(weights[name]!.sub(gradient));
      }
    });
  },
  state: () => ({}),
  restore: () => undefined,
  dispose: () => undefined,
});

for (const compile of [false, true]) {
  nativeTest(`three updates a step, each with noise of its own, compile: ${compile}`, async () => {
    const [vae, weight] = [small(), tf.tidy(() => tf.variable(tf.scalar(0)))];
    // Its gradient is −u, so that the weight becomes the sum of all u.
    const drawn = (seed: Parameters<typeof uniform>[1]["seed"]): tf.Scalar =>
      uniform<tf.Rank.R1>([1], { seed }).asScalar();
    const adversary: Adversary = {
      weights: { weight },
      optimizer: descent(),
      updates: 3,
      loss: (_, images, { seed }) =>
        tf.tidy(() =>
          images
            .sum<tf.Tensor1D>(1)
            .zerosLike()
            .sub(weight.mul(drawn(seed))),
        ),
    };
    const options = { ...base, epochs: 1, compile, adversary };
    const { steps } = await fit(vae, train, options);
    const updates = steps.map(({ step }) => {
      const key = seedKey(deriveSeed(3, "noise"), step);
      const seeds = [key, subseed(key, "update 1"), subseed(key, "update 2")];
      return seeds.map((seed) => drawn(seed).dataSync()[0]!);
    });
    const all = updates.flat();
    assert.equal(new Set(all).size, 3 * 26, "no two are the same");
    const sum = all.reduce((total, u) => total + u, 0);
    // 78 additions of 6e-8 · 40 at the worst.
    assert.ok(Math.abs(weight.dataSync()[0]! - sum) < 2e-4, `${weight.dataSync()[0]}, not ${sum}`);
    // What is told is the last update's loss, before it: −u₃ (all before + u₁ + u₂).
    const before = all.slice(0, -1).reduce((total, u) => total + u, 0);
    const told = steps.at(-1)!.adversary!;
    assert.ok(Math.abs(told + all.at(-1)! * before) < 2e-4, `${told}`);
    vae.dispose();
    tf.dispose(weight);
  });

  nativeTest(`several updates leave no tensor behind, compile: ${compile}`, async (backend) => {
    const run = async (): Promise<void> => {
      const [vae, adversary] = [small(), guesser()];
      const options = { ...base, epochs: 1, compile };
      await fit(vae, train, { ...options, adversary: { ...adversary, updates: 3 } });
      vae.dispose();
      freed(adversary);
    };
    await run();
    const before = countTensors(backend);
    await run();
    assert.deepEqual(countTensors(backend), before);
  });

  nativeTest(
    `a loss of it that is not one number an image is refused, compile: ${compile}`,
    async () => {
      const [vae, adversary] = [small(), guesser()];
      const loss: Adversary["loss"] = (...given) => adversary.loss(...given).mean<tf.Tensor1D>();
      await assert.rejects(
        fit(vae, train, { ...base, compile, adversary: { ...adversary, loss } }),
        {
          name: "RangeError",
          message: /adversary: loss has shape \[\], expected \[10\]/,
        },
      );
      vae.dispose();
      freed(adversary);
    },
  );
}

nativeTest("refuses a number of updates that is none", async () => {
  const [vae, adversary] = [small(), guesser()];
  for (const updates of [0, 1.5]) {
    await assert.rejects(fit(vae, train, { ...base, adversary: { ...adversary, updates } }), {
      name: "RangeError",
      message: /fit: adversary\.updates must be a whole number of at least 1; it is/,
    });
  }
  vae.dispose();
  freed(adversary);
});

nativeTest("leaves no tensor behind", async (backend) => {
  await trained({ ...base, epochs: 1, compile: false });
  const before = countTensors(backend);
  await trained({ ...base, epochs: 1, compile: false });
  assert.deepEqual(countTensors(backend), before);
});
