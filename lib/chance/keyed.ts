import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../checks";
import type { Seed } from "./seed";

/** The kernels of an engine that draws from a key itself: { key: [2] int32 } and the attribute `shape` → float32. */
export const keyedKernels = { uniform: "KeyedUniform", normal: "KeyedNormal" } as const;

/** Draws with the engine's own kernel, if the seed is a key and the engine has one. */
export function drawKeyed<R extends tf.Rank>(
  kind: keyof typeof keyedKernels,
  seed: Seed,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> | undefined {
  const kernel = keyedKernels[kind];
  if (typeof seed === "number" || !hasKernel(kernel)) return undefined;
  return tf.engine().runKernel<tf.Tensor<R>>(kernel, { key: seed }, { shape });
}

/** Its type does not say that there may be none. */
function hasKernel(name: string): boolean {
  return (tf.getKernel(name, tf.getBackend()) as tf.KernelConfig | undefined) !== undefined;
}

/** A seed for TensorFlow.js's own draws, in JavaScript. It takes 0 for no seed at all. */
export function numberSeed(seed: Seed): number {
  if (typeof seed === "number") return seed === 0 ? deriveSeed(0, "chance") : seed;
  const [first, second] = seed.dataSync();
  return deriveSeed(first!, "key", second!);
}
