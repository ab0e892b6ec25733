import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import writeFileAtomic from "write-file-atomic";
import { Vae, type VaeOptions } from "../models";
import { toFloat16 } from "./float16";

interface WeightsFile {
  format: typeof FORMAT;
  model: Required<VaeOptions>;
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
 */
export async function saveWeights(folder: string, vae: Vae, training: unknown): Promise<void> {
  const named = Object.entries(vae.weights);
  const values = await Promise.all(
    named.map(async ([, variable]) => toFloat16(await variable.data<"float32">())),
  );
  const file: WeightsFile = {
    format: FORMAT,
    model: vae.config,
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

/**
 * A model with the weights of a folder. The caller disposes it.
 *
 * @param remedy what to do about a folder that is missing or damaged, as a sentence
 * @throws Error if it is
 */
export async function loadWeights(folder: string, remedy: string): Promise<Vae> {
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
  const { format, model, weightsManifest } = file;
  if (format !== FORMAT || !model || !weightsManifest) throw damaged("model.json is of no model");
  const { weights: specs } = weightsManifest[0];
  const expected = specs.reduce((sum, { shape }) => sum + 2 * tf.util.sizeFromShape(shape), 0);
  if (bytes.length !== expected) {
    throw damaged(`${FILE} is ${bytes.length} bytes, ${expected} are expected`);
  }
  const vae = new Vae(model);
  const tensors = tf.io.decodeWeights(new Uint8Array(bytes).buffer, specs);
  try {
    for (const [name, variable] of Object.entries(vae.weights)) {
      const tensor = tensors[name];
      if (tensor?.shape.join() !== variable.shape.join()) throw damaged(`${name} does not fit`);
      variable.assign(tensor);
    }
    return vae;
  } catch (error) {
    vae.dispose();
    throw error;
  } finally {
    tf.dispose(tensors);
  }
}
