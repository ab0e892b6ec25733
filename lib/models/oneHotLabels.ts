import * as tf from "@tensorflow/tfjs";
import { expectNumber, expectShape } from "../checks";

/** A class of each image: an int32 tensor [n], or numbers, such as an `ImageSet`'s labels. */
export type Labels = tf.Tensor1D | ArrayLike<number>;

/**
 * Refuses labels that are none. Of a tensor only kind and shape are looked at: in a compiled step its values are
 * not there yet.
 *
 * @throws TypeError  if a tensor is not int32
 * @throws RangeError if there is none, or a number is not one of 0 … classes − 1
 */
export function expectLabels(where: string, labels: Labels, classes: number): void {
  if (labels instanceof tf.Tensor) {
    expectShape(where, "labels", labels, [null]);
    if (labels.dtype === "int32") return;
    throw new TypeError(
      `${where}: labels are a ${labels.dtype} tensor, they must be int32. Make them with tf.tensor1d(labels, "int32").`,
    );
  }
  if (labels.length === 0)
    throw new RangeError(`${where}: there are no labels. Pass at least one.`);
  const rule = { integer: true, min: 0, max: classes - 1 };
  for (let i = 0; i < labels.length; i++) {
    expectNumber(where, `the label of image ${i}`, labels[i]!, {
      ...rule,
      remedy: `The model was built for ${classes} classes.`,
    });
  }
}

export function labelCount(labels: Labels): number {
  return labels instanceof tf.Tensor ? labels.shape[0] : labels.length;
}

/**
 * 1 in the column of the label, 0 in the others: [n, classes]. A label of a tensor that has no column makes its row
 * NaN, and so the loss, which `fit` reports; a row of zeros would train on quietly.
 */
export function oneHotLabels(labels: Labels, classes: number): tf.Tensor2D {
  return tf.tidy(() => {
    const indices = labels instanceof tf.Tensor ? labels : tf.tensor1d(Array.from(labels), "int32");
    const rows = tf.oneHot(indices, classes).toFloat();
    return rows.div<tf.Tensor2D>(rows.sum(1, true));
  });
}
