import {
  adam,
  bernoulliLogLikelihood,
  capture,
  gaussianKl,
  seedKey,
  standardNormal,
  tf,
  type VaeModel,
} from "vae-cookbook";

/** One training step a call, the way a reader would write it. Both give the loss before the update. */
export interface Step {
  /** with this noise in z, [n, latent] */
  given(images: tf.Tensor2D, noise: tf.Tensor2D): tf.Scalar;
  /** with noise of its own, a function of the number */
  drawn(images: tf.Tensor2D, number: number): tf.Scalar;
  /** the optimizer forgets */
  reset(): void;
}

export function oneByOne(vae: VaeModel, { captured }: { captured: boolean }): Step {
  const optimizer = adam();
  const given = (images: tf.Tensor2D, noise: tf.Tensor2D): tf.Scalar =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const { mean, logVariance } = vae.encode(images);
        const z = mean.add<tf.Tensor2D>(logVariance.mul(0.5).exp().mul(noise));
        const negativeElbo = gaussianKl(mean, logVariance).sub(
          bernoulliLogLikelihood(vae.decode(z), images),
        );
        return negativeElbo.mean<tf.Scalar>();
      }, vae.variables);
      const gradients = Object.entries(vae.weights).map(([name, weight]) => [
        name,
        grads[weight.name]!,
      ]);
      optimizer.apply(vae.weights, Object.fromEntries(gradients) as Record<string, tf.Tensor>);
      return value;
    });
  const drawn = (images: tf.Tensor2D, key: tf.Tensor1D): tf.Scalar =>
    tf.tidy(() => {
      const shape: [number, number] = [images.shape[0], vae.config.latent];
      return given(images, standardNormal<tf.Rank.R2>(shape, { seed: key }));
    });
  const [givenStep, drawnStep] = captured ? [capture(given), capture(drawn)] : [given, drawn];
  return {
    given: givenStep,
    drawn: (images, number) => {
      const key = seedKey(0, number);
      const loss = drawnStep(images, key);
      key.dispose();
      return loss;
    },
    reset() {
      // A captured step holds on to the optimizer's variables, so these stay and begin anew.
      const state = optimizer.state();
      for (const tensor of Object.values(state)) {
        tf.tidy(() => {
          (tensor as tf.Variable).assign(tf.zerosLike(tensor));
        });
      }
    },
  };
}
