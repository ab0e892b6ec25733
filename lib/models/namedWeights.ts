import type * as tf from "@tensorflow/tfjs";
import type { Layer } from "./layer";

/** The weights of layers by name, such as `encoder/mean/weight`, in their order. */
export function namedWeights(
  part: string,
  layers: Record<string, Layer>,
): Record<string, tf.Variable> {
  const named: Record<string, tf.Variable> = {};
  for (const [name, { weight, bias }] of Object.entries(layers)) {
    named[`${part}/${name}/weight`] = weight;
    named[`${part}/${name}/bias`] = bias;
  }
  return named;
}
