import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import writeFileAtomic from "write-file-atomic";
import type { Trainable } from "../models";
import { toFloat16 } from "./float16";
import { classOf, modelClasses, type ModelClass, type ModelOf } from "./modelClasses";

interface WeightsFile {
  format: typeof FORMAT;
  /** the model's; a file from before there were others has none, and is a Vae's */
  class?: ModelClass;
  model: Trainable["config"];
  /** where the weights come from: what was trained, and how long */
  training: unknown;
  weightsManifest: [{ paths: [string]; weights: tf.io.WeightsManifestEntry[] }];
}

const FORMAT = "vae-cookbook weights";
const FILE = "weights.bin";

/**
 * Writes a model's weights, without what training needs besides: `model.json` and `weights.bin`, a manifest of
 * TensorFlow.js with 16 bits a weight. A quarter of a training's checkpoint, which has 32 and Adam's two averages.
 *
 * @param training plain values that say where the weights come from
 * @throws TypeError if the model's class is not one that can be built again, see `modelClasses`
 */
export async function saveWeights(
  folder: string,
  model: Trainable,
  training: unknown,
): Promise<void> {
  const className = classOf("saveWeights", model);
  const named = Object.entries(model.weights);
  const values = await Promise.all(
    named.map(async ([, variable]) => toFloat16(await variable.data<"float32">())),
  );
  const file: WeightsFile = {
    format: FORMAT,
    class: className,
    model: model.config,
    training,
    weightsManifest: [
      {
        paths: [FILE],
        weights: named.map(([name, { shape }]) => ({
          name,
          shape,
          dtype: "float32",
          quantization: { dtype: "float16" },
        })),
      },
    ],
  };
  await mkdir(folder, { recursive: true });
  const bytes = values.map(({ buffer }) => Buffer.from(buffer));
  await writeFileAtomic(join(folder, FILE), Buffer.concat(bytes));
  await writeFileAtomic(join(folder, "model.json"), `${JSON.stringify(file, undefined, 1)}\n`);
}

export interface LoadWeightsOptions<Name extends ModelClass> {
  /** the class that the model must have */
  as: Name;
  /** what to do about a folder that is missing or damaged, as a sentence */
  remedy: string;
}

/**
 * A model with the weights of a folder. The caller disposes it.
 *
 * @throws Error if the folder is missing or damaged, or its model is of another class
 */
export async function loadWeights<Name extends ModelClass>(
  folder: string,
  { as, remedy }: LoadWeightsOptions<Name>,
): Promise<ModelOf<Name>> {
  const damaged = (why: string, cause?: unknown): Error =>
    new Error(`loadWeights: the weights in ${folder} cannot be used: ${why}. ${remedy}`, { cause });
  let file: Partial<WeightsFile>;
  let bytes: Buffer;
  try {
    file = JSON.parse(await readFile(join(folder, "model.json"), "utf8")) as Partial<WeightsFile>;
    bytes = await readFile(join(folder, FILE));
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error), error);
  }
  const { format, class: className = "Vae", model: config, weightsManifest } = file;
  if (format !== FORMAT || !config || !weightsManifest) throw damaged("model.json is of no model");
  if (className !== as) throw damaged(`they are of a ${className}, not of a ${as}`);
  const { weights: specs } = weightsManifest[0];
  const expected = specs.reduce((sum, { shape }) => sum + 2 * tf.util.sizeFromShape(shape), 0);
  if (bytes.length !== expected) {
    throw damaged(`${FILE} is ${bytes.length} bytes, ${expected} are expected`);
  }
  const model = new modelClasses[as](config);
  const tensors = tf.io.decodeWeights(new Uint8Array(bytes).buffer, specs);
  try {
    for (const [name, variable] of Object.entries(model.weights)) {
      const tensor = tensors[name];
      if (tensor?.shape.join() !== variable.shape.join()) throw damaged(`${name} does not fit`);
      variable.assign(tensor);
    }
    return model as ModelOf<Name>;
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    tf.dispose(tensors);
  }
}
