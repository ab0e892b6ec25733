import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { resultFolder } from "../../lib/backend";
import type { ImageDataset } from "../../lib/data";
import type { Trainable } from "../../lib/models";
import { classOf } from "../../lib/pretrained/modelClasses";
import { loadWeights, saveWeights } from "../../lib/pretrained/weightsFolder";
import type { Progress } from "../../lib/training";
import type { AnyTerms } from "../../lib/training/terms";
import type { Recipe } from "./recipe";

export interface PretrainOptions {
  data: ImageDataset;
  /** the folder that gets a folder of the recipe's name */
  output: string;
  /** where trainings are kept that were stopped: an absolute path, or a name in the user's cache folder */
  checkpoints: string;
  /** in place of the recipe's */
  epochs?: number | undefined;
  /** whether to forget a training that was stopped, or finished */
  restart: boolean;
  signal: AbortSignal;
  print: (line: string) => void;
}

/**
 * Trains a recipe's model, or goes on where it was stopped, and writes `output/name`: model.json and weights.bin.
 * A training that is finished is not repeated; then only its numbers are taken again.
 *
 * @returns whether it is finished; false if it was stopped
 */
export async function pretrain(
  name: string,
  recipe: Recipe,
  { data, output, checkpoints, epochs, restart, signal, print }: PretrainOptions,
): Promise<boolean> {
  const settings = { ...recipe.settings, ...(epochs !== undefined && { epochs }) };
  const results = resultFolder(checkpoints, { data: data.train.name, settings });
  if (restart) await results.removeCheckpoint(name);
  const model = recipe.build(settings);
  try {
    const run = { epochs: settings.epochs, batchSize: settings.batchSize, seed: settings.seed };
    const history = await recipe.train(
      model,
      data,
      {
        ...{ ...run, signal, checkpoint: results.checkpoint(name), resume: true },
        onProgress: progressLines(name, settings.epochs, print),
      },
      settings,
    );
    if (history.stopped) {
      print(
        `${name}: stopped after step ${history.steps.length}. The same command goes on from there.`,
      );
      return false;
    }
    print(`${name}: measuring …`);
    const rounded = await inSixteenBits(model);
    try {
      const measured = await recipe.measure(rounded, data, signal);
      const seconds = Math.round(history.epochs.reduce((sum, each) => sum + each.seconds, 0));
      const folder = join(output, name);
      const training = { recipe: name, data: data.train.name, settings, seconds };
      await saveWeights(folder, rounded, {
        ...{ ...training, train: history.epochs.at(-1)?.train, measured },
      });
      const file = join(folder, "model.json");
      await writeFile(file, await format(await readFile(file, "utf8"), { parser: "json" }));
      print(`${name}: ${JSON.stringify(measured)}\nSaved: ${folder}`);
      return true;
    } finally {
      rounded.dispose();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    print(`${name}: stopped after the training. The same command measures it.`);
    return false;
  } finally {
    model.dispose();
  }
}

/** The model as it will be when its weights are read from the folder. The caller disposes it. */
async function inSixteenBits(model: Trainable): Promise<Trainable> {
  const folder = await mkdtemp(join(tmpdir(), "vae-cookbook-pretrain-"));
  try {
    await saveWeights(folder, model, {});
    return await loadWeights(folder, { as: classOf("pretrain", model), remedy: "Try again." });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A line an epoch, and one every half minute of a long one. A recipe may call `fit` more than once on the way. */
function progressLines(
  name: string,
  epochs: number,
  print: (line: string) => void,
): (progress: Progress<AnyTerms>) => void {
  let [told, last] = [0, performance.now()];
  return ({ history, step, totalSteps, secondsLeft, preparing, done }) => {
    const epoch = history.epochs.at(-1);
    if (preparing) {
      told = history.epochs.length;
      print(`${name}: ${step > 0 ? `going on after step ${step}` : "training"} …`);
    } else if (epoch && epoch.epoch !== told) {
      told = epoch.epoch;
      const terms = Object.entries(epoch.train).map(([term, value]) => {
        return `${term} ${value.toFixed(4)}`;
      });
      const all = [`epoch ${told}/${epochs}`, ...terms, `${epoch.seconds.toFixed(1)} s`];
      print(`${name}: ${all.join("  ")}`);
    } else if (!done && performance.now() - last > 30_000) {
      const steps = epochs * history.stepsPerEpoch;
      const minutes = ((secondsLeft / (totalSteps - step)) * (steps - step)) / 60;
      print(`${name}: step ${step} of ${steps}, about ${Math.ceil(minutes)} min left`);
    } else {
      return;
    }
    last = performance.now();
  };
}
