import * as tf from "@tensorflow/tfjs";
import { imageSet, type ImageSet } from "../../../lib/data";
import { gaussianLogLikelihood, type LogLikelihood } from "../../../lib/losses";
import type { EncoderDecoder } from "../../../lib/models";

/** Columns at right angles, so that the true posterior's covariance is diagonal. */
const W = [
  [0.9, 0.3],
  [-0.3, 0.9],
];
const DEVIATION = 0.5;

/**
 * z ~ N(0, I₂), x|z ~ N(W z, ½² I₂). Both columns of W have squared length 0.9, so x ~ N(0, 1.15 I) and
 * z|x ~ N(Wᵀx / 1.15, 0.25 / 1.15 I).
 */
export const linearGaussian = {
  likelihood: ((mean, images) =>
    gaussianLogLikelihood(mean, images, { standardDeviation: DEVIATION })) as LogLikelihood,
  variance: 0.25 / 1.15,
  posteriorMean: ([x, y]: readonly [number, number]): [number, number] => [
    (W[0]![0]! * x + W[1]![0]! * y) / 1.15,
    (W[0]![1]! * x + W[1]![1]! * y) / 1.15,
  ],
  logDensity: ([x, y]: readonly [number, number]): number =>
    -Math.log(2 * Math.PI * 1.15) - (x * x + y * y) / (2 * 1.15),
  /** Each image is two pixels. */
  images: (points: readonly (readonly [number, number])[]): ImageSet =>
    imageSet(Float32Array.from(points.flat()), { height: 1, width: 2 }),
  /** q(z|x) = N(shift + scale · true mean, spread · true variance): true for 0, 1, 1. */
  model: ({ shift = 0, scale = 1, spread = 1 } = {}): EncoderDecoder => {
    const matrix = tf.tensor2d(W);
    return {
      encode: (x) =>
        tf.tidy(() => {
          const mean = x
            .matMul<tf.Tensor2D>(matrix)
            .mul<tf.Tensor2D>(scale / 1.15)
            .add<tf.Tensor2D>(shift);
          const logVariance = tf.fill<tf.Rank.R2>(mean.shape, Math.log((0.25 / 1.15) * spread));
          return { mean, logVariance };
        }),
      decode: (z) => tf.matMul(z, matrix, false, true),
    };
  },
};
