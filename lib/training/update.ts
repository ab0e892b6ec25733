import * as tf from "@tensorflow/tfjs";
import { expectShape } from "../checks";
import { gradientsOfMean } from "./gradients";
import type { Optimizer } from "./optimizer";

/**
 * One update of some weights by an optimizer, against the gradient of the mean loss; all other weights stay as they are.
 * For loops of your own, where `fit` does not fit, such as a GAN on points that are drawn in each step:
 *
 * ```ts
 * const step = capture((key: tf.Tensor1D) =>
 *   tf.tidy(() => {
 *     const real = ringOfGaussians(256, { seed: key });
 *     const made = () => generator.apply(standardNormal([256, 2], { seed: key }));
 *     const g = update(generator.weights, slow, () => loss.generator(critic.logit(made())));
 *     const d = update(critic.weights, fast, () => discriminatorLoss(critic, real, made(), { loss, seed: key }));
 *     return [g.mean(), d.mean()];
 *   }),
 * );
 * ```
 *
 * @param loss [n], one value an example, made of tensors alone if the step is captured
 * @returns    [n], the loss before the update; the caller disposes it
 * @throws RangeError if the loss is not [n]
 * @throws Error      if it depends on none of the weights
 */
export function update(
  weights: Record<string, tf.Variable>,
  optimizer: Optimizer,
  loss: () => tf.Tensor1D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const { values, gradients } = gradientsOfMean(weights, () => {
      const each = loss();
      expectShape("update", "loss", each, [null]);
      return { loss: each, values: each.clone() };
    });
    optimizer.apply(weights, gradients);
    const told = values.clone();
    values.dispose(); // it was kept, which a tidy respects
    return told;
  });
}
