import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { binarize, dropout } from "../../../lib/chance";
import { bernoulliLogLikelihood, elbo } from "../../../lib/losses";
import { ConvolutionalVae, Vae, type VaeModel } from "../../../lib/models";
import {
  adam,
  evaluate,
  fit,
  type FitOptions,
  type History,
  type Objective,
} from "../../../lib/training";
import { assertInOrder, countTensors, nativeTest } from "../backend/capture/nativeTest";
import { bars } from "./images";

/** 25 batches of 10 and one of 3, an epoch. */
const train = bars(253);
const small = (): Vae => new Vae({ input: 16, hidden: [12], latent: 2, seed: 1 });
const weightsOf = (vae: VaeModel): Float32Array[] =>
  vae.variables.map((variable) => variable.dataSync<"float32">().slice());

const base: FitOptions = { epochs: 5, batchSize: 10, seed: 3 };
const compiled: FitOptions = { ...base, compile: true };

/**
 * Each step's rounding of some thirty operations by 6e-8, at the worst all in one direction, over 130 steps.
 * Measured: 3e-7.
 */
const TOLERANCE = 130 * 30 * 6e-8;

type Trained = [History, VaeModel];

/** Every number of a training: the terms of its steps and epochs, and the weights. */
const numbersOf = ([{ steps, epochs }, vae]: Trained): number[] => [
  ...[...steps, ...epochs.flatMap(({ train, test }) => (test ? [train, test] : [train]))].flatMap(
    ({ loss, rate, distortion }) => [loss, rate, distortion],
  ),
  ...weightsOf(vae).flatMap((values) => Array.from(values)),
];

/** Absolute below 1, relative above. */
function assertAgree(actual: Trained, expected: Trained): void {
  const [a, b] = [numbersOf(actual), numbersOf(expected)];
  assert.equal(a.length, b.length);
  const off = Math.max(...a.map((x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(b[i]!))));
  assert.ok(off < TOLERANCE, `off by ${off}`);
}

/** Trains compiled and as plain code. */
async function both(
  options: FitOptions | (() => FitOptions),
  model: () => VaeModel = small,
): Promise<{ fast: Trained; plain: Trained }> {
  const run = async (compile: boolean): Promise<Trained> => {
    const vae = model();
    const given = typeof options === "function" ? options() : options;
    return [await fit(vae, train, { ...given, compile }), vae];
  };
  return { fast: await run(true), plain: await run(false) };
}

nativeTest("compiled and plain training agree, with a schedule of β and a test set", async () => {
  const { fast, plain } = await both({
    ...base,
    test: bars(25),
    beta: (step) => Math.min(1, step / 90),
  });
  assert.equal(fast[0].steps.length, 130);
  assert.deepEqual(
    fast[0].steps.map(({ step, beta, examples }) => [step, beta, examples]),
    plain[0].steps.map(({ step, beta, examples }) => [step, beta, examples]),
  );
  assertAgree(fast, plain);
  const [first, last] = [fast[0].epochs[0]!, fast[0].epochs.at(-1)!];
  assert.ok(last.train.distortion < first.train.distortion, "it learns");
});

nativeTest("chance of an objective is the same, compiled and plain", async () => {
  // Whoever draws twice from one key gets the same numbers twice; here only the sizes matter.
  const objective: Objective = (vae, images, { beta, seed }) => {
    const drawn = dropout(binarize(images, { seed }), { rate: 0.1, seed });
    return elbo(vae, drawn, { beta, seed });
  };
  const { fast, plain } = await both({ ...base, epochs: 2, objective });
  assertAgree(fast, plain);
});

nativeTest("convolutions, which are not compiled by XLA, agree too", async () => {
  const model = () =>
    new ConvolutionalVae({ height: 4, width: 4, filters: [3], dense: 4, seed: 1 });
  const { fast, plain } = await both({ ...base, epochs: 2 }, model);
  assertAgree(fast, plain);
});

nativeTest("a new learning rate counts from the next steps on", async () => {
  const halving = (): FitOptions => {
    const optimizer = adam({ learningRate: 0.02 });
    return {
      ...base,
      optimizer,
      onProgress: ({ history }) => (optimizer.learningRate = 0.02 / 2 ** history.epochs.length),
    };
  };
  const { fast, plain } = await both(halving);
  assertAgree(fast, plain);
  const constant = small();
  const history = await fit(constant, train, {
    ...compiled,
    optimizer: adam({ learningRate: 0.02 }),
  });
  assert.deepEqual(history.steps.slice(0, 26), fast[0].steps.slice(0, 26));
  assert.notEqual(history.steps.at(-1)!.loss, fast[0].steps.at(-1)!.loss);
});

nativeTest("the same seed gives the same bits, however the steps fell into calls", async () => {
  const run = async (): Promise<[History["steps"], Float32Array[]]> => {
    const vae = small();
    const { steps } = await fit(vae, train, compiled);
    return [steps, weightsOf(vae)];
  };
  assert.deepEqual(await run(), await run());
});

/** Keeps a checkpoint in memory. */
function inMemory(): tf.io.IOHandler {
  let saved: tf.io.ModelArtifacts = {};
  return {
    save: (artifacts) => {
      saved = artifacts;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
      });
    },
    load: () => Promise.resolve(saved),
  };
}

// β is asked for at the beginning of a call, for each of its steps; the call is finished before fit stops. How long
// the call is depends on the pace of those before it: at most to the epoch's last whole batch.
for (const [abortAt, latest] of [
  [1, 1],
  [40, 51],
] as const) {
  nativeTest(
    `stopped in the call of step ${abortAt} and resumed, it gives the bits of an unbroken one`,
    async () => {
      const warmUp = (step: number): number => Math.min(1, step / 90);
      const options: FitOptions = { ...compiled, test: bars(25) };
      const unbroken = small();
      const expected = await fit(unbroken, train, { ...options, beta: warmUp });

      const checkpoint = inMemory();
      const controller = new AbortController();
      // The first step's β is asked for once more, when the options are checked.
      let asked = abortAt === 1 ? 0 : 1;
      const stopped = await fit(small(), train, {
        ...options,
        checkpoint,
        signal: controller.signal,
        beta: (step) => {
          if (step === abortAt && asked++ > 0) controller.abort();
          return warmUp(step);
        },
      });
      const done = stopped.steps.length;
      assert.ok(done >= abortAt && done <= latest, `stopped after step ${done}`);
      const resumed = small();
      const history = await fit(resumed, train, {
        ...options,
        beta: warmUp,
        checkpoint,
        resume: true,
      });
      assert.deepEqual(history.steps, expected.steps);
      assert.deepEqual(
        history.epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
        expected.epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
      );
      assert.deepEqual(weightsOf(resumed), weightsOf(unbroken));
    },
  );
}

nativeTest(
  "a learning rate that blows up is stopped, and finite weights are put back",
  async (backend) => {
    const vae = small();
    const before = weightsOf(vae);
    const optimizer = adam({ learningRate: 1e30 });
    await assert.rejects(fit(vae, train, { ...compiled, optimizer }), {
      message:
        /^fit: the loss is .* at step \d+ \(epoch 1\)\. The last weights with a finite loss were put back/,
    });
    assert.ok(weightsOf(vae).every((values) => values.every(Number.isFinite)));
    assert.deepEqual(weightsOf(vae), before, "only those of before the first step were good");
    assert.ok(Number.isFinite((await evaluate(vae, train)).loss));
    assertInOrder(backend);
  },
);

nativeTest("an objective that cannot be captured is refused with the remedy", async (backend) => {
  const vae = small();
  const before = weightsOf(vae);
  const refused = async (objective: Objective, what: RegExp): Promise<void> => {
    await assert.rejects(fit(vae, train, { ...compiled, objective }), (error: Error) => {
      assert.match(error.message, what);
      assert.match(
        error.message,
        / Or train with fit\(…, \{ compile: false \}\), which is slower\.$/,
      );
      return true;
    });
    assert.deepEqual(weightsOf(vae), before);
    assertInOrder(backend);
    await fit(small(), bars(20), { epochs: 1, batchSize: 10, compile: false, objective });
  };
  await refused((model, images, options) => {
    const noisy = images.add<tf.Tensor2D>(tf.randomNormal(images.shape, 0, 0.01));
    return elbo(model, noisy, options);
  }, /^capture: the step uses numbers from JavaScript that are new at each run/);
  await refused((model, images, options) => {
    const [size] = images.mean().dataSync();
    return elbo(model, images.mul<tf.Tensor2D>(size! > 0 ? 1 : 0), options);
  }, /^capture: the step reads a tensor/);
  let steps = 0;
  await refused(
    (model, images, options) => elbo(model, images, { ...options, beta: ++steps / 1000 }),
    /^capture: the step uses a number from JavaScript that changes/,
  );
  const losses: tf.Tensor[] = [];
  await refused((model, images, options) => {
    const terms = elbo(model, images, options);
    losses.push(tf.keep(terms.kl.mean()));
    return terms;
  }, /^capture: the step keeps a tensor/);
  tf.dispose(losses);
});

nativeTest("an objective that leaves weights unused trains the others", async () => {
  const objective: Objective = (model, images) => {
    const { mean } = model.encode(images);
    const logLikelihood = bernoulliLogLikelihood(model.decode(mean), images);
    const kl = mean.sum<tf.Tensor1D>(1).mul<tf.Tensor1D>(0);
    return { objective: logLikelihood, elbo: logLikelihood, logLikelihood, kl };
  };
  const { fast, plain } = await both({ ...base, epochs: 2, objective });
  assertAgree(fast, plain);
});

nativeTest("leaves no tensor behind, whether it ends, stops or fails", async (backend) => {
  const vae = small();
  await fit(vae, train, { ...compiled, epochs: 1 });
  const before = countTensors(backend);
  await fit(vae, train, { ...compiled, epochs: 2, test: bars(25) });
  await fit(vae, train, { ...compiled, signal: AbortSignal.abort() });
  const failing: FitOptions[] = [
    { beta: (step) => (step > 2 ? -1 : 1) },
    { optimizer: adam({ learningRate: 1e30 }) },
    {
      objective: () => {
        throw new Error("mine");
      },
    },
    {
      objective: (model, images, options) =>
        elbo(
          model,
          tf.tidy(() => images.mul(Math.random())),
          options,
        ),
    },
    {
      onProgress: () => {
        throw new Error("mine");
      },
    },
  ];
  for (const options of failing) await assert.rejects(fit(vae, train, { ...compiled, ...options }));
  assert.deepEqual(countTensors(backend), before);
});
