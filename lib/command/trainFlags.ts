import { parseArgs } from "node:util";
import { expectNumber } from "../checks";
import type { NumberRule } from "../checks/expectNumber";
import type { Activation } from "../models";

/** What one training is: two of equal config give the same numbers on the same engine. */
export interface TrainConfig {
  objective: "elbo" | "iwae";
  samples: number;
  beta: number;
  data: "mnist" | "fashion-mnist";
  binarize: boolean;
  hidden: number[];
  latent: number;
  activation: Activation;
  outputBias: boolean;
  epochs: number;
  batchSize: number;
  learningRate: number;
  decay: "none" | "stages";
  seed: number;
  likelihoodSamples: number;
  likelihoodImages: number;
}

export const usage = `Trains a VAE and writes what came of it: one job, which goes on where it was stopped.

  vae-cookbook train --output <folder> [--<flag> <value> …]

  --output <folder>          for the checkpoint and result.json
  --objective <elbo|iwae>    default elbo
  --samples <k>              draws of z an image, with iwae; default 5
  --beta <number>            weight of the KL; default 1
  --data <mnist|fashion-mnist>             default mnist
  --no-binarize              gray pixels; else each pixel is drawn anew in each step
  --hidden <sizes>           default 200,200
  --latent <size>            default 50
  --activation <name>        default tanh
  --no-output-bias           do not start the decoder from the mean image
  --epochs <n>               default 10
  --batch-size <n>           default 100
  --learning-rate <number>   of Adam; default 0.001
  --decay <none|stages>      stages: in eight stages to a tenth, each three times as long as the one before, over all
                             epochs, as in the IWAE paper; more epochs are then another training; default none
  --seed <n>                 default 0
  --likelihood-samples <k>   draws of z an image for the test log-likelihood; default 0, which leaves it out
  --likelihood-images <n>    test images that it is taken on; default all
  --checkpoint-seconds <n>   between two checkpoints, which are kept at the end of an epoch; default 60
  --help                     this text

Ctrl-C stops it and keeps the checkpoint. The same command goes on from there, also with more epochs.`;

const options = {
  output: { type: "string" },
  objective: { type: "string", default: "elbo" },
  samples: { type: "string", default: "5" },
  beta: { type: "string", default: "1" },
  data: { type: "string", default: "mnist" },
  "no-binarize": { type: "boolean", default: false },
  hidden: { type: "string", default: "200,200" },
  latent: { type: "string", default: "50" },
  activation: { type: "string", default: "tanh" },
  "no-output-bias": { type: "boolean", default: false },
  epochs: { type: "string", default: "10" },
  "batch-size": { type: "string", default: "100" },
  "learning-rate": { type: "string", default: "0.001" },
  decay: { type: "string", default: "none" },
  seed: { type: "string", default: "0" },
  "likelihood-samples": { type: "string", default: "0" },
  "likelihood-images": { type: "string", default: "0" },
  "checkpoint-seconds": { type: "string", default: "60" },
} as const;

/**
 * Reads the flags of `vae-cookbook train`.
 *
 * @throws TypeError  if a flag is unknown, lacks its value or is no number where one is due
 * @throws RangeError if a value is out of its range, or there is no output
 */
export function readTrainFlags(
  words: readonly string[],
): TrainConfig & { output: string; checkpointSeconds: number } {
  const { values } = parsed(words);
  const number = (name: keyof typeof values, rule: NumberRule): number => {
    const text = String(values[name]);
    // Number("") is 0.
    const value = text.trim() === "" ? NaN : Number(text);
    expectNumber("train", `--${name}`, value, rule);
    return value;
  };
  const count = { integer: true, min: 1 };
  if (values.output === undefined) {
    throw new RangeError("train: --output is missing. Name a folder, for example --output runs/a.");
  }
  const objective = oneOf("objective", values.objective, ["elbo", "iwae"]);
  return {
    output: values.output,
    objective,
    // Of one draw the ELBO is what it is, whatever was asked.
    samples: objective === "elbo" ? 1 : number("samples", count),
    beta: number("beta", { min: 0 }),
    data: oneOf("data", values.data, ["mnist", "fashion-mnist"]),
    binarize: !values["no-binarize"],
    hidden: values.hidden.split(",").map((text) => {
      const size = text.trim() === "" ? NaN : Number(text);
      expectNumber("train", "a size of --hidden", size, { ...count, remedy: "Like 200,200." });
      return size;
    }),
    latent: number("latent", count),
    activation: oneOf("activation", values.activation, ["relu", "tanh", "elu", "softplus"]),
    outputBias: !values["no-output-bias"],
    epochs: number("epochs", count),
    batchSize: number("batch-size", count),
    learningRate: number("learning-rate", { min: 0 }),
    decay: oneOf("decay", values.decay, ["none", "stages"]),
    seed: number("seed", { integer: true }),
    likelihoodSamples: number("likelihood-samples", { integer: true, min: 0 }),
    likelihoodImages: number("likelihood-images", { integer: true, min: 0 }),
    checkpointSeconds: number("checkpoint-seconds", { min: 0 }),
  };
}

function parsed(
  words: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options; strict: true }>> {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new TypeError(`train: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new RangeError(`train: --${name} "${value}" is unknown. Use one of ${known.join(", ")}.`);
  }
  return found;
}
