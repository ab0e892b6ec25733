import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import writeFileAtomic from "write-file-atomic";
import { cacheFolder } from "./cacheFolder";

/**
 * A folder for one checkpoint, in the TensorFlow.js format: `model.json` and a file of weights.
 * Saving again replaces it in one step: at any moment, also after a crash or on a full disk,
 * `model.json` names a complete file of weights.
 *
 * @param folder an absolute path, or a name under the cache folder's `checkpoints`
 */
export function checkpointFolder(folder: string): tf.io.IOHandler {
  const resolved = async (): Promise<string> =>
    isAbsolute(folder) ? folder : cacheFolder("checkpoints", folder);
  return {
    async save({ weightData, weightSpecs, ...rest }) {
      const path = await resolved();
      await mkdir(path, { recursive: true });
      const weights = `weights-${nextNumber(await readdir(path))}.bin`;
      const model = { ...rest, weightsManifest: [{ paths: [weights], weights: weightSpecs }] };
      await writeFileAtomic(join(path, weights), Buffer.from(weightData as ArrayBuffer));
      await writeFileAtomic(join(path, "model.json"), JSON.stringify(model));
      for (const name of await readdir(path)) {
        if (numberOf(name) !== undefined && name !== weights) await rm(join(path, name));
      }
      return {
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
      };
    },
    async load() {
      const path = await resolved();
      const text = await readFile(join(path, "model.json"), "utf8").catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      });
      if (text === undefined) return {};
      const { weightsManifest, ...rest } = parse(path, text);
      const [group] = weightsManifest;
      const bytes = await readFile(join(path, group!.paths[0]!)).catch((error: unknown) => {
        throw damaged(path, error);
      });
      const expected = group!.weights.reduce((sum, { shape }) => sum + 4 * product(shape), 0);
      if (bytes.length !== expected) {
        throw damaged(path, `the weights are ${bytes.length} bytes, ${expected} are expected`);
      }
      return {
        ...rest,
        weightSpecs: group!.weights,
        weightData: new Uint8Array(bytes).buffer,
      };
    },
  };
}

function numberOf(name: string): number | undefined {
  const match = /^weights-(\d+)\.bin$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

function nextNumber(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => numberOf(name) ?? 0)) + 1;
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

function parse(path: string, text: string): tf.io.ModelJSON {
  try {
    const model = JSON.parse(text) as Partial<tf.io.ModelJSON> | null;
    if (model?.weightsManifest?.[0]?.paths[0] !== undefined) return model as tf.io.ModelJSON;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path, "it names no weights");
}

function damaged(path: string, reason: unknown): Error {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new Error(
    `checkpointFolder: the checkpoint in ${path} is damaged (${why}). ` +
      `Delete the folder, or train with resume: false.`,
  );
}
