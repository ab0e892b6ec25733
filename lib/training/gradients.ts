import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import type { ModelAdversary } from "./adversary";
import type { ModelObjective, ObjectiveOptions } from "./objective";
import type { TermValues } from "./terms";
import { termValues } from "./termValues";

type Weights = Record<string, tf.Variable>;

export type Gradients<Values extends tf.Tensor> = {
  /** what the loss was made of, per example */
  values: Values;
  /** by the weight's name; a weight that the loss does not use has none */
  gradients: Record<string, tf.Tensor>;
};

/**
 * The gradients of the batch mean of −objective with respect to every weight, and the terms on the way there, see
 * `termValues`. The caller disposes both.
 */
export function gradientsOf(
  weights: Weights,
  images: tf.Tensor2D,
  objective: ModelObjective,
  options: ObjectiveOptions,
): Gradients<tf.Tensor2D> & Pick<TermValues, "names"> {
  let names: string[] = [];
  const gradients = gradientsOfMean(weights, () => {
    const terms = objective(images, options);
    const read = termValues(terms, images.shape[0]);
    names = read.names;
    return { loss: terms.objective.neg(), values: read.values };
  });
  return { ...gradients, names };
}

/** The same of an adversary's loss, with respect to its weights alone; the values are the loss, [n]. */
export function adversaryGradients(
  adversary: ModelAdversary,
  images: tf.Tensor2D,
  options: ObjectiveOptions,
  update: number,
): Gradients<tf.Tensor1D> {
  return gradientsOfMean(adversary.weights, () => {
    const loss = adversary.loss(images, options, update);
    expectShape("adversary", "loss", loss, [images.shape[0]]);
    return { loss, values: loss.clone() };
  });
}

/** The same of a mean loss; the values stay, the caller disposes them too. */
export function gradientsOfMean<Values extends tf.Tensor>(
  weights: Weights,
  lossOf: () => { loss: tf.Tensor; values: Values },
): Gradients<Values> {
  let kept: Values | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const { loss, values } = lossOf();
    kept = tf.keep(values);
    return loss.mean<tf.Scalar>();
  }, Object.values(weights));
  value.dispose();
  const gradients: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries(weights)) {
    const gradient = grads[variable.name];
    if (gradient) gradients[name] = gradient;
  }
  return { values: kept!, gradients };
}
