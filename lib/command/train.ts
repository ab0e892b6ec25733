import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import writeFileAtomic from "write-file-atomic";
import { backend, checkpointFolder } from "../backend";
import { binarize } from "../chance";
import { binarized, fashionMnist, mnist, take, type ImageDataset } from "../data";
import { elbo, iwae } from "../losses";
import { setOutputBias, Vae } from "../models";
import { adam, evaluate, fit, type History, type Objective, type Terms } from "../training";
import { logLikelihood } from "../metrics";
import { learningRateAt } from "./learningRateAt";
import { sparing } from "./sparing";
import type { TrainConfig } from "./trainFlags";

export interface TrainOptions {
  /** for `checkpoint`, `config.json` and `result.json` */
  output: string;
  /** between two checkpoints, at least: with a long history, one takes a second; default 60 */
  checkpointSeconds?: number;
  signal?: AbortSignal;
  print?: (line: string) => void;
  /** default the data that the config names */
  dataset?: ImageDataset;
}

/** What `result.json` holds; losses in nats per example. */
export interface TrainResult {
  config: TrainConfig;
  engine: string;
  /** of training, over all calls */
  seconds: number;
  /** the mean over each epoch's steps */
  epochs: Terms[];
  /** the objective's terms on the test images */
  test: Terms;
  /** log p(x) of test images; those of each image are in `log-likelihoods.json` */
  logLikelihood?: { samples: number; images: number; mean: number; standardError: number };
}

/**
 * One training as a job: goes on from the checkpoint in the folder if there is one, writes `result.json` at its end,
 * and does nothing if that is there already.
 *
 * @returns the result, or nothing if it was stopped; then the checkpoint is kept
 * @throws Error if the folder belongs to another training
 */
export async function train(
  config: TrainConfig,
  { output, checkpointSeconds = 60, signal, print = () => undefined, dataset }: TrainOptions,
): Promise<TrainResult | undefined> {
  const folder = resolve(output); // a relative name would be one in the cache folder
  const resultFile = join(folder, "result.json");
  await mkdir(folder, { recursive: true });
  const known = (await readJson(resultFile)) as TrainResult | undefined;
  if (known && JSON.stringify(known.config) === JSON.stringify(config)) {
    print(`Done before: ${resultFile}`);
    return known;
  }
  await expectSameTraining(join(folder, "config.json"), config);

  const { summary } = await backend();
  print(summary);
  const data = dataset ?? (await (config.data === "mnist" ? mnist() : fashionMnist()));
  const { hidden, latent, activation, seed, epochs, batchSize, beta } = config;
  const { height, width, channels } = data.train;
  const input = height * width * channels;
  const vae = new Vae({ input, hidden, latent, activation, seed });
  const checkpoint = checkpointFolder(join(folder, "checkpoint"));
  const optimizer = adam({
    learningRate: learningRateAt((await epochsIn(checkpoint)) + 1, config),
  });
  const objective = objectiveOf(config);
  try {
    if (config.outputBias) setOutputBias(vae, data.train);
    let told = 0;
    const history = await fit(vae, data.train, {
      epochs,
      batchSize,
      beta,
      seed,
      objective,
      optimizer,
      signal,
      checkpoint: sparing(checkpoint, {
        seconds: checkpointSeconds,
        epochs,
        signal,
      }),
      resume: true,
      onProgress: ({ history, preparing }) => {
        if (preparing) print(history.steps.length > 0 ? "Going on …" : "Starting …");
        const last = history.epochs.at(-1);
        if (!last || last.epoch === told) return;
        told = last.epoch;
        optimizer.learningRate = learningRateAt(told + 1, config); // no step has been made since its end
        const { loss, rate } = last.train;
        print(
          `epoch ${last.epoch}/${epochs}  loss ${loss.toFixed(3)}  rate ${rate.toFixed(3)}  ${last.seconds.toFixed(1)} s`,
        );
      },
    });
    if (history.stopped) {
      print(`Stopped after step ${history.steps.length}. The same command goes on from there.`);
      return undefined;
    }
    // The same images for every seed, so that runs can be compared image by image.
    const images = config.binarize ? binarized(data.test, { seed: 0 }) : data.test;
    const test = await evaluate(vae, images, { batchSize: 100, beta, seed, objective, signal });
    const result: TrainResult = { config, engine: summary, ...summaryOf(history), test };
    if (config.likelihoodSamples > 0) {
      const { likelihoodSamples: samples, likelihoodImages: first } = config;
      const set = first > 0 ? take(images, first) : images;
      const estimate = await logLikelihood(vae, set, { samples, signal });
      const { values, mean, standardError } = estimate;
      result.logLikelihood = { samples, images: set.size, mean, standardError };
      await writeJson(join(folder, "log-likelihoods.json"), Array.from(values));
    }
    await writeJson(resultFile, result);
    print(`Saved: ${resultFile}`);
    return result;
  } catch (error) {
    if (!signal?.aborted) throw error;
    print("Stopped after the training. The same command goes on from there.");
    return undefined;
  } finally {
    vae.dispose();
    optimizer.dispose();
  }
}

/** What is maximised; pixels are drawn with each step's own key. */
function objectiveOf({ objective, samples, binarize: drawn }: TrainConfig): Objective {
  const bound: Objective =
    objective === "elbo"
      ? elbo
      : (vae, images, { beta, seed }) => iwae(vae, images, { samples, beta, seed });
  if (!drawn) return bound;
  return (vae, images, options) => bound(vae, binarize(images, { seed: options.seed }), options);
}

function summaryOf(history: History): { seconds: number; epochs: Terms[] } {
  return {
    seconds: history.epochs.reduce((sum, { seconds }) => sum + seconds, 0),
    epochs: history.epochs.map(({ train }) => train),
  };
}

/** Epochs and what is measured afterwards may change between two calls; nothing else. */
async function expectSameTraining(file: string, config: TrainConfig): Promise<void> {
  const lasting: Partial<TrainConfig> = { ...config };
  if (config.decay === "none") delete lasting.epochs;
  delete lasting.likelihoodSamples;
  delete lasting.likelihoodImages;
  const [before, now] = [await readJson(file), lasting].map((value) => JSON.stringify(value));
  if (before === undefined) {
    await writeJson(file, lasting);
  } else if (before !== now) {
    throw new Error(
      `train: the folder belongs to another training: it has ${before}, this one ${now!}. ` +
        `Name another --output, or delete the folder.`,
    );
  }
}

/** How many epochs a checkpoint has finished. */
async function epochsIn(checkpoint: tf.io.IOHandler): Promise<number> {
  const { userDefinedMetadata } = await checkpoint.load!();
  if (!userDefinedMetadata) return 0;
  return (userDefinedMetadata as unknown as { history: History }).history.epochs.length;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, undefined, 1)}\n`);
}
