import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { backend, checkpointFolder } from "../backend";
import { Vae, type VaeOptions } from "../models";
import { saveWeights } from "../pretrained/weightsFolder";
import type { TrainResult } from "./train";

export const exportUsage = `Writes the weights of a finished training as a small model: 16 bits a weight, nothing else.

  vae-cookbook export --input <folder> --output <folder>

  --input <folder>    what train wrote
  --output <folder>   for model.json and weights.bin`;

/**
 * `vae-cookbook export`.
 *
 * @throws TypeError, RangeError if a flag is unknown or missing
 * @throws Error if the input is no finished training
 */
export async function exportWeights(
  words: readonly string[],
  print: (line: string) => void,
): Promise<void> {
  const options = { input: { type: "string" }, output: { type: "string" } } as const;
  const { input, output } = parseArgs({ args: [...words], options, strict: true }).values;
  if (input === undefined || output === undefined) {
    const missing = input === undefined ? "input" : "output";
    throw new RangeError(`export: --${missing} is missing. Name a folder.\n\n${exportUsage}`);
  }
  const file = join(resolve(input), "result.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Error(`export: there is no ${file}. Let the training finish first.`, {
      cause: error,
    });
  });
  const { config, seconds, epochs, test, logLikelihood } = JSON.parse(text) as TrainResult;
  await backend();
  const handler = checkpointFolder(join(resolve(input), "checkpoint"));
  const { weightData, weightSpecs, userDefinedMetadata } = await handler.load!();
  if (!weightData || !weightSpecs || !userDefinedMetadata) {
    throw new Error(`export: there is no checkpoint in ${input}. Train it again.`);
  }
  const { model } = userDefinedMetadata as unknown as { model: VaeOptions };
  const vae = new Vae(model);
  const tensors = tf.io.decodeWeights(weightData, weightSpecs);
  for (const [name, variable] of Object.entries(vae.weights)) {
    variable.assign(tensors[`model/${name}`]!);
  }
  await saveWeights(resolve(output), vae, {
    config,
    seconds: Math.round(seconds),
    train: epochs.at(-1),
    test,
    ...(logLikelihood && { logLikelihood }),
  });
  tf.dispose(tensors);
  vae.dispose();
  print(`Saved: ${resolve(output)}`);
}
