import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { VaeModel } from "../models/vaeModel";
import { batchMeans } from "./batchMeans";
import type { Objective } from "./objective";

/**
 * The gradients of the batch mean of −objective with respect to every weight, by the weight's name,
 * and the batch means on the way there. A weight that the objective does not use has none.
 * The caller disposes both.
 */
export function gradientsOf(
  vae: VaeModel,
  images: tf.Tensor2D,
  objective: Objective,
  options: { beta: number | tf.Scalar; seed: Seed },
): { means: tf.Tensor1D; gradients: Record<string, tf.Tensor> } {
  let means: tf.Tensor1D | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const terms = objective(vae, images, options);
    means = tf.keep(batchMeans(terms));
    return terms.objective.mean<tf.Scalar>().neg();
  }, vae.variables);
  value.dispose();
  const gradients: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries(vae.weights)) {
    const gradient = grads[variable.name];
    if (gradient) gradients[name] = gradient;
  }
  return { means: means!, gradients };
}
