import * as tf from "@tensorflow/tfjs";
import type { Seed } from "../chance";
import type { VaeModel } from "../models/vaeModel";

import type { Objective } from "./objective";
import { termValues } from "./termValues";

/**
 * The gradients of the batch mean of −objective with respect to every weight, by the weight's name,
 * and the terms on the way there, see `termValues`. A weight that the objective does not use has none.
 * The caller disposes both.
 */
export function gradientsOf(
  vae: VaeModel,
  images: tf.Tensor2D,
  objective: Objective,
  options: { beta: number | tf.Scalar; seed: Seed },
): { values: tf.Tensor2D; gradients: Record<string, tf.Tensor> } {
  let values: tf.Tensor2D | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const terms = objective(vae, images, options);
    values = tf.keep(termValues(terms));
    return terms.objective.mean<tf.Scalar>().neg();
  }, vae.variables);
  value.dispose();
  const gradients: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries(vae.weights)) {
    const gradient = grads[variable.name];
    if (gradient) gradients[name] = gradient;
  }
  return { values: values!, gradients };
}
