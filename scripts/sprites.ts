/**
 * npm run sprites: trains β-VAE, β-TCVAE and FactorVAE on sprites, a few seeds each, and writes their scores to
 * notebooks/results/sprites.json, which chapter 05 reads. It can be stopped and started again: finished runs are kept.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  adam,
  backend,
  betaTcvae,
  disentanglement,
  elbo,
  evaluate,
  factorVae,
  factorVaeDiscriminatorLoss,
  fit,
  resultFolder,
  sprites,
  sweep,
  sweepView,
  tf,
  TotalCorrelationDiscriminator,
  Vae,
  type FitOptions,
  type SweepContext,
} from "vae-cookbook";
import { expectNumber } from "../lib/checks";
import { runMain } from "./runner/runMain";
import { expectNoneSwallowed } from "./runner/swallowed";

const usage = `Trains β-VAE, β-TCVAE and FactorVAE on sprites and measures how disentangled their codes are.

  npm run sprites [-- --epochs 10 --seeds 3 --output notebooks/results/sprites.json]

  --epochs <n>     passes over the 50,000 sprites, 782 steps each; default 10
  --seeds <n>      runs of each objective; default 3
  --folder <path>  where finished runs are kept; default: in the user's cache folder
  --output <file>  default: notebooks/results/sprites.json
  --help           this text`;

const common = { size: 32, images: 50_000, batchSize: 64, hidden: [256, 256], latent: 10 };
const objectives = ["β-VAE", "β-TCVAE", "FactorVAE"] as const;
const weights = { "β-VAE": 4, "β-TCVAE": 4, FactorVAE: 35 };
const discriminatorHidden = [256, 256, 256];
/** boosting rounds of DCI */
const rounds = 30;

interface Run {
  objective: (typeof objectives)[number];
  seed: number;
}

async function main(words: string[]): Promise<number> {
  expectNoneSwallowed("npm run sprites", ["epochs", "seeds", "folder", "output"], words);
  const { values: flags } = parseArgs({
    args: words,
    options: {
      epochs: { type: "string", default: "10" },
      seeds: { type: "string", default: "3" },
      folder: { type: "string", default: "sprites" },
      output: { type: "string", default: resolve(__dirname, "../notebooks/results/sprites.json") },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const [epochs, seeds] = [Number(flags.epochs), Number(flags.seeds)];
  for (const [name, value] of Object.entries({ epochs, seeds })) {
    expectNumber("sprites", `--${name}`, value, { integer: true, min: 1 });
  }
  console.log((await backend()).summary);
  const data = sprites({ size: common.size });
  const train = data.sample(common.images, { seed: 0 }).set;
  const test = data.sample(5000, { seed: 1 }).set;

  const settings = { ...common, epochs, weights, discriminatorHidden, rounds };
  const results = resultFolder(flags.folder, settings);
  const controller = new AbortController();
  process.once("SIGINT", () => {
    console.log("Stopping after this step; start again to go on.");
    controller.abort();
  });
  const run = async ({ objective, seed }: Run, context: SweepContext) => {
    const { input, ...model } = { input: common.size ** 2, ...common };
    const vae = new Vae({ input, hidden: model.hidden, latent: model.latent, seed });
    const { options, dispose } = optionsFor(objective, seed);
    const { signal, checkpoint, onProgress } = context;
    const started = performance.now();
    const history = await fit(vae, train, {
      ...options,
      ...{ epochs, batchSize: common.batchSize, seed, signal, onProgress },
      ...(checkpoint && { checkpoint, resume: true }),
    });
    const { rate, distortion } = await evaluate(vae, test, { seed, objective: elbo });
    const { scores } = await disentanglement(vae, data, { seed: 1, rounds, signal });
    dispose();
    tf.dispose(vae.variables);
    const seconds = Math.round((performance.now() - started) / 1000);
    return { steps: history.steps.length, rate, distortion, scores, seconds };
  };
  const runs = Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
    objectives.map((objective) => ({ objective, seed })),
  );
  const finished = await sweep(runs, run, {
    results,
    signal: controller.signal,
    onProgress: sweepView({ name: "run" }),
  });
  if (finished.length < runs.length) return 130;

  await mkdir(dirname(flags.output), { recursive: true });
  const rows = finished.map(({ value, result: { steps, rate, distortion, scores } }) => {
    return { ...value, steps, rate, distortion, scores }; // the time is this machine's, and stays out
  });
  const text = JSON.stringify({ command: "npm run sprites", settings, runs: rows }, null, 2);
  await writeFile(flags.output, `${text}\n`);
  return 0;
}

/** What `fit` gets for an objective, and how to free it. */
function optionsFor(
  objective: Run["objective"],
  seed: number,
): { options: FitOptions; dispose: () => void } {
  const optimizer = adam({ learningRate: 1e-3 });
  const weight = weights[objective];
  const dispose = () => {
    optimizer.dispose();
  };
  switch (objective) {
    case "β-VAE":
      return { options: { beta: weight, optimizer }, dispose };
    case "β-TCVAE":
      return {
        options: {
          beta: weight,
          optimizer,
          objective: (vae, x, options) =>
            betaTcvae(vae, x, { ...options, datasetSize: common.images }),
        },
        dispose,
      };
    case "FactorVAE": {
      const discriminator = new TotalCorrelationDiscriminator({
        latent: common.latent,
        hidden: discriminatorHidden,
        seed,
      });
      const adversary = {
        weights: discriminator.weights,
        optimizer: adam({ learningRate: 1e-4, beta1: 0.5, beta2: 0.9 }),
        loss: (vae: Vae, x: tf.Tensor2D, options: { seed: Parameters<typeof elbo>[2]["seed"] }) =>
          factorVaeDiscriminatorLoss(vae, x, { ...options, discriminator }),
      };
      return {
        options: {
          optimizer,
          adversary,
          objective: (vae, x, options) =>
            factorVae(vae, x, { ...options, gamma: weight, discriminator }),
        },
        dispose: () => {
          dispose();
          adversary.optimizer.dispose();
          discriminator.dispose();
        },
      };
    }
  }
}

runMain(main);
