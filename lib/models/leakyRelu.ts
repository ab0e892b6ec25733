import * as tf from "@tensorflow/tfjs";

/** What is left of negative values. */
const LEAK = 0.2;

/**
 * x where x > 0, else 0.2 x; its derivative, 1 or 0.2, is a constant. `tf.leakyRelu` has no second derivative, which a
 * penalty on a gradient takes.
 */
export function leakyRelu<T extends tf.Tensor>(x: T): T {
  const withSlope = tf.customGrad((...given) => {
    const [x, save] = given as [T, tf.GradSaveFunc];
    save([x]);
    return {
      value: tf.leakyRelu(x, LEAK),
      gradFunc: (dy: tf.Tensor, [x]: tf.Tensor[]) => tf.tidy(() => dy.mul(slope(x!))),
    };
  });
  return withSlope(x);
}

/** As a function of no tensor, so that gradients do not go on to x, where they would be 0. */
function slope(x: tf.Tensor): tf.Tensor {
  return tf.customGrad(() => ({ value: tf.step(x, LEAK), gradFunc: () => [] }))();
}
