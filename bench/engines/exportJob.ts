import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ConvolutionalVae, mnist, tf, Vae } from "vae-cookbook";
import { trajectorySteps, type TrajectoryName } from "./agreement";
import type { Job } from "./job";
import { trainingImages, type BenchModel } from "./models";

/** Writes MNIST's pixels as they are. */
export async function exportImages(folder: string): Promise<Record<string, string>> {
  const { train, test } = await mnist();
  return {
    train: write(folder, "train", train.pixels),
    test: write(folder, "test", test.pixels),
  };
}

/**
 * Writes what makes trainings comparable: initial weights, and for a few steps the images and the noise.
 *
 * @param images what exportImages gave
 * @returns      the job's file
 */
export async function exportJob(
  folder: string,
  model: BenchModel,
  images: Record<string, string>,
): Promise<string> {
  await tf.setBackend("cpu");
  // Its greeting recommends another engine.
  (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
  const vae =
    model.network === "mlp"
      ? new Vae({ latent: model.latent, seed: 0 })
      : new ConvolutionalVae({ latent: model.latent, seed: 0 });
  const weights: Job["weights"] = [];
  const values: number[] = [];
  for (const [name, weight] of Object.entries(vae.weights)) {
    weights.push({ name, shape: weight.shape, from: values.length });
    for (const value of weight.dataSync()) values.push(value);
  }
  vae.dispose();
  const file = (name: string, content: NodeJS.ArrayBufferView): Record<string, string> => ({
    [name]: write(folder, `${model.id}-${name}`, content),
  });
  const steps = (["drawn", "still"] as const).map((name) => {
    const { indices, noise } = trajectory(name, model);
    return { ...file(`${name}-indices`, indices), ...file(`${name}-noise`, noise) };
  });
  const job: Job = {
    model: model.network,
    ...{ batch: model.batch, latent: model.latent, chunk: model.chunk },
    threads: cpus().length,
    files: { ...images, ...file("weights", Float32Array.from(values)), ...steps[0], ...steps[1] },
    weights,
  };
  return write(folder, `${model.id}.json`, Buffer.from(JSON.stringify(job)));
}

function trajectory(
  name: TrajectoryName,
  { batch, latent }: BenchModel,
): { indices: Int32Array; noise: Float32Array } {
  if (name === "still") {
    const one = Int32Array.from({ length: batch }, (_, i) => i);
    return {
      indices: Int32Array.from({ length: trajectorySteps * batch }, (_, i) => one[i % batch]!),
      noise: new Float32Array(trajectorySteps * batch * latent),
    };
  }
  return tf.tidy(() => ({
    indices: tf
      .randomUniform([trajectorySteps * batch], 0, trainingImages, "int32", 1)
      .dataSync<"int32">(),
    noise: tf
      .randomNormal([trajectorySteps * batch * latent], 0, 1, "float32", 2)
      .dataSync<"float32">(),
  }));
}

function write(folder: string, name: string, content: NodeJS.ArrayBufferView): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
