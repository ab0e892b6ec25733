/**
 * npm run quality: trains a VAE, a β-VAE, a GAN, a GAN on a VAE's latents and a VAE-GAN on MNIST, a few seeds each, measures their
 * samples, and writes notebooks/results/quality.json, which chapter 07 reads. It can be stopped and started again:
 * finished runs are kept.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  adam,
  backend,
  classifierFeatures,
  Discriminator,
  fit,
  frechetDistance,
  gan,
  Generator,
  images,
  type ImageSet,
  type Latents,
  mnist,
  precisionRecall,
  pretrained,
  reparameterize,
  resultFolder,
  sweep,
  sweepView,
  tf,
  Vae,
  vaeGan,
  vaeGanDiscriminatorLoss,
  type SweepContext,
} from "vae-cookbook";
import { expectNumber } from "../lib/checks";
import { runMain } from "./runner/runMain";
import { expectNoneSwallowed } from "./runner/swallowed";

const usage = `Trains VAE, β-VAE, GANs and VAE-GAN on MNIST and measures their samples in a classifier's features.

  npm run quality [-- --seeds 3 --output notebooks/results/quality.json]

  --seeds <n>      runs of each model; default 3
  --folder <path>  where finished runs are kept; default: in the user's cache folder
  --output <file>  default: notebooks/results/quality.json
  --help           this text`;

/** The same for all: how they are measured, and the sizes of the networks. The VAE-GAN is the VAE with another loss. */
const settings = {
  ...{ samples: 10_000, k: 3, batchSize: 100, latent: 20 },
  /** of the VAEs' fully connected layers */
  hidden: [400],
  /** of the GANs' generator and of every discriminator */
  filters: [16, 32],
};

/** Of the optimizers of both networks, and the weight of the penalty on the discriminator's slope. */
const adversarial = { learningRate: 1e-3, beta1: 0.5, r1: 0.2 };

const models = {
  VAE: { epochs: 10, beta: 1 },
  "β-VAE": { epochs: 10, beta: 4 },
  GAN: { epochs: 10, ...adversarial },
  "GAN, VAE's latents": { epochs: 10, ...adversarial, vaeEpochs: 10 },
  "VAE-GAN": { epochs: 10, ...adversarial, beta: 0.1, gamma: 1 },
};

type Name = keyof typeof models;
const names = Object.keys(models) as Name[];

interface Run {
  model: Name;
  seed: number;
  /** what only this model has; changing it repeats its runs alone */
  own: (typeof models)[Name];
}

/** What is measured: it makes images of the prior's draws. */
interface Sampler {
  sample(count: number, options: { seed: number }): tf.Tensor2D;
  dispose(): void;
}

async function main(words: string[]): Promise<number> {
  expectNoneSwallowed("npm run quality", ["seeds", "folder", "output"], words);
  const { values: flags } = parseArgs({
    args: words,
    options: {
      seeds: { type: "string", default: "3" },
      folder: { type: "string", default: "quality" },
      output: { type: "string", default: resolve(__dirname, "../notebooks/results/quality.json") },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  const seeds = Number(flags.seeds);
  expectNumber("quality", "--seeds", seeds, { integer: true, min: 1 });
  console.log((await backend()).summary);
  const digits = await mnist();
  const classifier = await pretrained("classifier");
  const real = await classifierFeatures(classifier, digits.test);
  const controller = new AbortController();
  process.once("SIGINT", () => {
    console.log("Stopping after this step; start again to go on.");
    controller.abort();
  });

  const measure = async (made: ImageSet | tf.Tensor2D, signal?: AbortSignal) => {
    const features = await classifierFeatures(classifier, made, { signal });
    const { precision, recall } = await precisionRecall(real, features, { k: settings.k, signal });
    return { frechet: frechetDistance(real, features).distance, precision, recall };
  };
  const run = async (value: Run, context: SweepContext) => {
    const { signal } = context;
    const trained = await train(value, digits.train, context);
    signal?.throwIfAborted();
    const made = trained.sample(settings.samples, { seed: value.seed });
    try {
      return await measure(made, signal);
    } finally {
      made.dispose();
      trained.dispose();
    }
  };
  const runs = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    names.map((model) => ({ model, seed, own: models[model] })),
  );
  const finished = await sweep(runs, run, {
    results: resultFolder(flags.folder, settings),
    signal: controller.signal,
    onProgress: sweepView({ name: "run" }),
  });
  if (finished.length < runs.length) return 130;

  // As many training digits as there are samples: what a perfect model would get.
  const perfect = Array.from({ length: settings.samples }, (_, i) => i);
  const some = images(digits.train, perfect);
  const floor = await measure(some, controller.signal);
  some.dispose();
  const rows = finished.map(({ value: { model, seed }, result }) => ({ model, seed, ...result }));
  await mkdir(dirname(flags.output), { recursive: true });
  const page = { command: "npm run quality", settings: { ...settings, models }, floor, runs: rows };
  await writeFile(flags.output, `${JSON.stringify(page, null, 2)}\n`);
  return 0;
}

/** The trained model of a run. */
async function train(
  { model, seed }: Run,
  set: ImageSet,
  { signal, checkpoint, onProgress }: SweepContext,
): Promise<Sampler> {
  const { batchSize, hidden, filters, latent } = settings;
  const common = {
    ...{ epochs: models[model].epochs, batchSize, seed, signal },
    ...(checkpoint && { checkpoint, resume: true }),
  };
  const optimizers = [adam(adversarial), adam(adversarial)] as const;
  const [optimizer, other] = optimizers;
  const discriminator = new Discriminator({ filters, seed });
  const penalty = { r1: adversarial.r1 };
  const buildVae = () => new Vae({ hidden, latent, seed });
  try {
    switch (model) {
      case "VAE":
      case "β-VAE": {
        const vae = buildVae();
        await fit(vae, set, { ...common, onProgress, beta: models[model].beta });
        return vae;
      }
      case "GAN": {
        const generator = new Generator({ filters, latent, seed });
        const game = gan(discriminator, { optimizer: other, penalty });
        await fit(generator, set, { ...common, ...game, optimizer });
        return generator;
      }
      case "GAN, VAE's latents": {
        const teacher = buildVae();
        await fit(teacher, set, { epochs: models[model].vaeEpochs, batchSize, seed, signal });
        const generator = new Generator({ filters, latent, seed });
        const latents: Latents = (x, { seed }) => {
          const { mean, logVariance } = teacher.encode(x);
          return reparameterize(mean, logVariance, { seed });
        };
        const game = gan(discriminator, { optimizer: other, penalty, latents });
        await fit(generator, set, { ...common, ...game, optimizer });
        teacher.dispose();
        return generator;
      }
      default: {
        const vae = buildVae();
        const { beta, gamma } = models["VAE-GAN"];
        await fit(vae, set, {
          ...{ ...common, optimizer, beta },
          objective: (vae, x, options) => vaeGan(vae, x, { ...options, discriminator, gamma }),
          adversary: {
            ...{ weights: discriminator.weights, optimizer: other },
            loss: (vae, x, options) =>
              vaeGanDiscriminatorLoss(vae, x, { ...options, discriminator, penalty }),
          },
        });
        return vae;
      }
    }
  } finally {
    for (const each of [...optimizers, discriminator]) each.dispose();
  }
}

runMain(main);
