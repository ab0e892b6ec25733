import * as tf from "@tensorflow/tfjs";
import type { Vae } from "../models/vae";
import { readableMeans, readMeans } from "./batchMeans";
import type { Objective } from "./objective";
import type { Terms } from "./terms";

/**
 * The gradients of the batch mean of −objective with respect to every weight, by the weight's name,
 * and the loss terms on the way there. A weight that the objective does not use has none.
 * The caller disposes the gradients.
 */
export function gradientsOf(
  vae: Vae,
  images: tf.Tensor2D,
  objective: Objective,
  options: { beta: number; seed: number },
): { terms: Terms; gradients: Record<string, tf.Tensor> } {
  let means: tf.Tensor1D | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const terms = objective(vae, images, options);
    means = tf.keep(readableMeans(terms));
    return terms.objective.mean<tf.Scalar>().neg();
  }, vae.variables);
  const terms = readMeans(means!);
  tf.dispose([value, means!]);
  const gradients: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries(vae.weights)) {
    const gradient = grads[variable.name];
    if (gradient) gradients[name] = gradient;
  }
  return { terms, gradients };
}
