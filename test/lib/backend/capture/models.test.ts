import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { Compiler } from "../../../../lib/backend/capture/execution";
import { seedKey } from "../../../../lib/chance";
import {
  bernoulliLogLikelihood,
  elbo,
  gaussianLogLikelihood,
  type LogLikelihood,
} from "../../../../lib/losses";
import { ConvolutionalVae, Vae, type VaeModel } from "../../../../lib/models";
import { adam } from "../../../../lib/training";
import { gradientsOf } from "../../../../lib/training/gradients";
import { captureWith, difference, nativeTest } from "./nativeTest";

const models = {
  Vae: () => new Vae({ input: 16, hidden: [12], latent: 2, activation: "relu", seed: 1 }),
  "Vae of two tanh layers": () =>
    new Vae({ input: 16, hidden: [8, 8], latent: 3, activation: "tanh", seed: 1 }),
  "Vae with elu": () => new Vae({ input: 16, hidden: [8], latent: 2, activation: "elu", seed: 1 }),
  "Vae with softplus": () =>
    new Vae({ input: 16, hidden: [8], latent: 2, activation: "softplus", seed: 1 }),
  ConvolutionalVae: () =>
    new ConvolutionalVae({ height: 4, width: 4, filters: [3, 4], dense: 5, latent: 2, seed: 1 }),
};

const likelihoods: Record<string, LogLikelihood> = {
  Bernoulli: bernoulliLogLikelihood,
  Gaussian: (logits, images) =>
    gaussianLogLikelihood(logits.sigmoid(), images, { standardDeviation: 0.3 }),
};

/** A training step as `fit` makes it: per-example terms, [3, n]. */
function trainer(vae: VaeModel, likelihood: LogLikelihood) {
  const optimizer = adam({ learningRate: 0.005 });
  optimizer.prepare(vae.weights);
  const step = (x: tf.Tensor, beta: tf.Tensor, key: tf.Tensor): tf.Tensor =>
    tf.tidy(() => {
      const { values, gradients } = gradientsOf(
        vae.weights,
        x as tf.Tensor2D,
        (images, options) => elbo(vae, images, { ...options, likelihood }),
        { beta: beta as tf.Scalar, seed: key as tf.Tensor1D, labels: tf.tensor1d([0], "int32") },
      );
      optimizer.apply(vae.weights, gradients);
      return values;
    });
  return { step, state: () => [...vae.variables, ...Object.values(optimizer.state())] };
}

interface Case {
  readonly model: keyof typeof models;
  readonly likelihood: keyof typeof likelihoods;
  readonly compiler: Compiler;
  readonly steps: number;
}

/** At the worst, roundings of 6e-8 in some thirty operations a step add up in one direction. Measured: 2e-6. */
const tolerance = (steps: number): number => 30 * 6e-8 * steps;

const cases: readonly Case[] = [
  { model: "Vae", likelihood: "Bernoulli", compiler: "xla", steps: 500 },
  { model: "Vae of two tanh layers", likelihood: "Gaussian", compiler: "xla", steps: 30 },
  { model: "Vae with elu", likelihood: "Bernoulli", compiler: "graph", steps: 30 },
  { model: "Vae with softplus", likelihood: "Gaussian", compiler: "graph", steps: 30 },
  // `capture` leaves convolutions to TensorFlow's graph.
  { model: "ConvolutionalVae", likelihood: "Bernoulli", compiler: "graph", steps: 100 },
  { model: "ConvolutionalVae", likelihood: "Gaussian", compiler: "graph", steps: 30 },
];

for (const { model, likelihood, compiler, steps } of cases) {
  nativeTest(`${model}, ${likelihood}, ${compiler}: as eager over ${steps} steps`, (backend) => {
    const [plainVae, vae] = [models[model](), models[model]()];
    const plain = trainer(plainVae, likelihoods[likelihood]!);
    const { step, state } = trainer(vae, likelihoods[likelihood]!);
    const captured = captureWith(backend, compiler, (x, beta, key) => step(x, beta, key));
    let worst = 0;
    for (let i = 1; i <= steps; i++) {
      // β grows, so that it cannot be frozen.
      const inputs = tf.tidy(() => [
        tf.randomUniform([8, 16], 0, 1, "float32", i).square(),
        tf.scalar(i / steps),
        seedKey(-5, i),
      ]);
      const [x, beta, key] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [values, expected] = [captured(x, beta, key), plain.step(x, beta, key)];
      worst = Math.max(worst, difference(values, expected));
      tf.dispose([...inputs, values, expected]);
    }
    const expected = plain.state();
    const states = state().map((tensor, i) => difference(tensor, expected[i]!));
    assert.equal(states.length, 3 * vae.variables.length + 1, "weights, m, v and t");
    const largest = Math.max(worst, ...states);
    assert.ok(largest < tolerance(steps), `off by ${largest}`);
    captured.dispose();
  });
}
